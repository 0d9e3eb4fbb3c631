import { walkActions, type ActionNode } from '../../../../contract/actions.js';
import type { LoadRunnerAssessment } from '../../../../contract/design-import.js';
import { elementName } from '../../clean-text.js';
import { ImportError } from '../../import-error.js';
import type { IdSource } from '../../import-result.js';
import { NoteBook } from '../../note-book.js';
import { RANDOM_IDS } from '../../random-ids.js';
import { ServerDrafts } from '../../server-drafts.js';
import { unpack } from '../archive.js';
import { uniqueName } from '../marker-names.js';
import type { MigratedServer, MigratedVirtualUser, MigrationImport, SequenceRole } from '../migration-result.js';
import { portabilityOf } from '../portability.js';
import type { ProjectFiles } from '../project-files.js';
import { AuthorizationBook } from './convert/authorizations.js';
import type { ProjectContext } from './convert/context.js';
import { convertScript, type ConvertedScript } from './convert/script-users.js';
import { Findings } from './findings.js';
import { convertLrs, type PlayedScript } from './lrs/lrs-scenario.js';
import { ProjectVariables } from './project-variables.js';
import { readScripts } from './script-folder.js';

export type LoadRunnerImport = MigrationImport<LoadRunnerAssessment>;

/** Results, recordings and logs are the bulk of a script folder and say nothing an import reads. */
const LEFT_OUT = /(?:^|\/)(?:res(?:ult)?\d*|DfeConfig|http\.db)\/|\.(?:zip|azl|ci|idx|bak|log|lrr|mdb|har|pdb|dll|exe)$|(?:^|\/)data\/.*\.(?:htm|html|gif|png|jpe?g|css|js)$/i;
const wanted = (path: string): boolean => !LEFT_OUT.test(path);

interface Made { readonly key: string; readonly role: SequenceRole; readonly name: string; readonly children: ActionNode[] }
interface Converted { readonly result: Omit<LoadRunnerImport, 'assessment'>; readonly scripts: readonly ConvertedScript[]; readonly findings: Findings }

const SUFFIX: Readonly<Record<SequenceRole, string>> = { MAIN: '', INIT: ' - vuser_init', END: ' - vuser_end' };

/** Up to three Virtual Users per script: the repeated actions under its name, what runs once beside it (loadrunner-migration skill). */
function usersOf({ script, sequences }: ConvertedScript, names: Set<string>, first: number, findings: Findings): Made[] {
  return sequences.map(({ role, children }, at) => {
    const name = uniqueName(elementName(`${script.name}${SUFFIX[role]}`, 'Script'), names);
    if (role !== 'MAIN') findings.add({ kind: 'SCRIPT_SEQUENCE', marker: name, script: script.name, function: role === 'INIT' ? 'vuser_init' : 'vuser_end' });
    return { key: `vu:${first + at + 1}`, role, name, children };
  });
}

/** A Virtual User with the servers its requests refer to. */
function migrated({ key, role, name, children }: Made, servers: readonly MigratedServer[]): MigratedVirtualUser {
  const used = new Set([...walkActions(children)].map(({ node }) => node['serverId']));
  return { key, role, name, description: '', type: 'JMETER', children, servers: servers.filter((server) => used.has(server.key)), variables: [], files: [], notes: [], recordings: [] };
}

/** Refuses an archive without a script in words that say what to do. */
function refuseEmpty(files: ProjectFiles): never {
  const [archive] = files.matching(/\.zip$/i);
  if (archive !== undefined) throw new ImportError(`The zip holds no LoadRunner script, but another zip: ${archive.slice(0, 200)}. Unpack that one and upload it.`);
  throw new ImportError('The zip holds no LoadRunner script: no .usr file. Zip the whole script folder as VuGen keeps it (with its data folder) and upload it.');
}

/** Everything an upload becomes, and what is left to do. */
async function convert(bytes: Buffer, ids: IdSource): Promise<Converted> {
  const files = await unpack(bytes, wanted);
  const folders = readScripts(files);
  // A scenario without its scripts is answered with their names (MISSING_SCRIPT), an upload without either is refused.
  if (folders.length === 0 && files.matching(/\.lrs$/i).length === 0) refuseEmpty(files);
  const findings = new Findings();
  const context: ProjectContext = { ids, files, drafts: new ServerDrafts(), findings, notes: new NoteBook(), project: new ProjectVariables(), authorizations: new AuthorizationBook() };
  const users: Made[] = [];
  const played = new Map<string, PlayedScript>();
  const names = new Set<string>();
  const scripts = folders.map((folder) => {
    const converted = convertScript(folder, context);
    const own = usersOf(converted, names, users.length, findings);
    const keyOf = (role: SequenceRole): string | undefined => own.find((user) => user.role === role)?.key;
    const main = keyOf('MAIN');
    const known = played.get(folder.name.toLowerCase());
    if (known?.keys === undefined) played.set(folder.name.toLowerCase(), { script: folder, keys: main === undefined ? undefined : { main, init: keyOf('INIT'), end: keyOf('END') } });
    users.push(...own);
    return converted;
  });
  const servers = context.authorizations.withCredentials(context.drafts.list());
  const scenarios = convertLrs(files, { findings, notes: context.notes, scripts: played });
  return { scripts, findings, result: { virtualUsers: users.map((user) => migrated(user, servers)), servers, variables: context.project.list(), files: context.project.files(), slaProfiles: [], scenarios, notes: context.notes.list() } };
}

function assessmentOf({ scripts, findings }: Converted, planted: boolean): LoadRunnerAssessment {
  const inventory = new Map<string, number>();
  for (const script of scripts) for (const [name, count] of script.inventory) inventory.set(name, (inventory.get(name) ?? 0) + count);
  const requests = scripts.reduce((sum, script) => sum + script.requests, 0);
  return {
    portability: portabilityOf({ requests, manual: findings.manual, unconverted: findings.size }),
    protocols: [...new Set(scripts.flatMap(({ script }) => script.protocols))],
    inventory: Object.fromEntries([...inventory].filter(([name]) => name !== '__proto__').sort(([one, first], [other, second]) => second - first || (one < other ? -1 : 1))),
    scripts: scripts.map(({ script, recordingLevel, requests: own }) => {
      const { all, manual } = findings.countOf(script.name);
      return { name: script.name, recordingLevel, protocols: script.protocols, requests: own, unconverted: all, portability: portabilityOf({ requests: own, manual, unconverted: all }) };
    }),
    unconverted: findings.list(planted),
  };
}

/**
 * Imports zipped VuGen script folders and the Controller scenarios beside them (behaviour.md §30; public file formats). Nothing is
 * compiled or run; the scenarios do not say where they run, see `bindScenario`.
 * @throws ImportError where it is no zip, holds neither script nor scenario, or one of them unrolls to more than any person wrote
 */
export async function importLoadRunner(bytes: Buffer, ids: IdSource = RANDOM_IDS): Promise<LoadRunnerImport> {
  const converted = await convert(bytes, ids);
  return { ...converted.result, assessment: assessmentOf(converted, true) };
}

/** Assesses the same without a result: every marker is empty (behaviour.md §30.1). @throws ImportError */
export async function analyzeLoadRunner(bytes: Buffer): Promise<LoadRunnerAssessment> {
  return assessmentOf(await convert(bytes, RANDOM_IDS), false);
}
