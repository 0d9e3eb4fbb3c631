import type { DockerProvider } from '../../../contract/provider.js';
import type { SanityCheckEntry, ValidationIndexEntry, ValidationRun } from '../../../contract/validation.js';
import type { VirtualUser } from '../../../contract/virtual-user.js';
import type { VariableWrapper } from '../../../contract/variable.js';
import { enabledActions, type LoadPlan } from '../../vocabulary/load-plan.js';
import { blocker, type Finding, quoted, warning } from './findings.js';

/** Types of action that make a Virtual User do something. */
const DOES: ReadonlySet<string> = new Set(['HttpRequestAction', 'PlaywrightSpecAction', 'WebDriverAction', 'GenericAction', 'JSR223Action', 'LinkAction']);
const bare = (filename: string): string => filename.replace(/^\/?resources\//, '');

/** A Virtual User that is played, with what its checks said; undefined = it could not be asked. */
export interface Checked { readonly virtualUser: VirtualUser; readonly sanity: readonly SanityCheckEntry[] | undefined; readonly validation: ValidationRun | undefined; readonly index: readonly ValidationIndexEntry[] | undefined }

export function profileFindings({ profiles }: LoadPlan): Finding[] {
  if (profiles.length === 0) return [blocker('The scenario has no user profile: there is nothing to play.', 'Create a scenario with create_scenario_ramp_up.')];
  return profiles.flatMap(({ profile, virtualUser, durationSec }) => [
    ...(virtualUser === undefined ? [blocker(`The profile ${quoted(profile.name)} plays the Virtual User "${profile.virtualUserId}", which is not there.`, 'Give it another one (list_virtual_users), or remove the profile.')] : []),
    ...(durationSec === 0 ? [blocker(`The profile ${quoted(profile.name)} lasts 0 seconds.`, 'Give it a ramp-up or a time to hold its users.')] : []),
  ]);
}

export function virtualUserFindings({ virtualUser, sanity, validation, index }: Checked): Finding[] {
  const name = quoted(virtualUser.name);
  const { id } = virtualUser;
  const errors = (sanity ?? []).filter(({ level }) => level === 'ERROR');
  const warnings = (sanity ?? []).filter(({ level }) => level === 'WARNING').length;
  return [
    ...(enabledActions(virtualUser.children).some((node) => DOES.has(node['@type'])) ? [] : [blocker(`The Virtual User ${name} has no enabled action that does anything.`, `Enable or add one: patch_virtual_user on "${id}".`)]),
    ...(errors.length > 0 ? [blocker(`The sanity check of ${name} finds ${errors.length} error(s), the first: ${errors[0]?.message ?? ''}.`, `sanity_check_virtual_user on "${id}", then mend them.`)] : []),
    ...(warnings > 0 ? [warning(`The sanity check of ${name} finds ${warnings} warning(s).`, `sanity_check_virtual_user on "${id}".`)] : []),
    ...validationFindings(name, id, validation, index),
  ];
}

function validationFindings(name: string, id: string, validation: ValidationRun | undefined, index: Checked['index']): Finding[] {
  const cure = `validate_virtual_user on "${id}": one user, no credits.`;
  if (validation === undefined) return [warning(`${name} was never validated: nobody knows whether it plays.`, cure)];
  if (!['FINISHED', 'ABORTED', 'ERROR'].includes(validation.state)) return [warning(`${name} is being validated (${validation.state}).`, 'Wait for get_virtual_user_validation.')];
  if (validation.state !== 'FINISHED') return [warning(`The last validation of ${name} ended ${validation.state}.`, cure)];
  const failed = (index ?? []).filter(({ failedTimestamps }) => failedTimestamps.length > 0).length;
  return failed === 0 ? [] : [warning(`The last validation of ${name} failed on ${failed} of ${index?.length ?? 0} actions: a run would measure errors.`, `get_virtual_user_validation_index on "${id}", mend, validate again.`)];
}

/** Pass criteria are computed from what the Virtual Users carry (behaviour.md §16.7). */
export function slaFindings({ trees }: LoadPlan): Finding[] {
  const carried = [...trees.values()].some(({ children }) => enabledActions(children).some((node) => node['@type'] === 'SLAProfileAction'));
  return carried ? [] : [warning('No SLA profile is attached: the run can neither pass nor fail, it only measures.', 'attach_sla_profile_to_virtual_user, if a verdict is wanted.')];
}

export function locationFindings({ profiles }: LoadPlan, providers: readonly DockerProvider[]): Finding[] {
  const usable = new Map(providers.filter(({ enabled }) => enabled).map((provider) => [provider.id, provider]));
  return profiles.flatMap(({ profile: { name, providerId, location } }) => {
    const provider = usable.get(providerId);
    if (provider === undefined) return [blocker(`The profile ${quoted(name)} wants the provider "${providerId}", which the workspace cannot use.`, 'Take one of list_docker_providers_by_workspace or list_public_docker_providers.')];
    return Object.hasOwn(provider.regions, location) ? [] : [blocker(`The provider ${quoted(provider.name)} of the profile ${quoted(name)} has no location ${quoted(location)}.`, `Its locations: ${Object.keys(provider.regions).slice(0, 20).join(', ') || 'none'}.`)];
  });
}

/** CSV variables whose file is not among the files of the project. */
export function fileFindings(variables: readonly VariableWrapper[], files: readonly string[]): Finding[] {
  const there = new Set(files.map(bare));
  return variables.flatMap(({ name, variable }) => {
    if (variable['@type'] !== 'CSVVariable') return [];
    const { filename } = variable;
    return typeof filename !== 'string' || there.has(bare(filename)) ? [] : [blocker(`The file ${quoted(filename)} of the variable ${quoted(name)} is missing.`, 'upload_project_file, or delete_variable if nothing uses it.')];
  });
}
