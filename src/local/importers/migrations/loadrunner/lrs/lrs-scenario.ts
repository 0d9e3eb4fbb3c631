import type { JmeterUserProfileEngine, Pacing } from '../../../../../contract/engine-settings.js';
import { elementName } from '../../../clean-text.js';
import { ImportError } from '../../../import-error.js';
import type { NoteBook } from '../../../note-book.js';
import type { ScenarioDraft, UserProfileDraft } from '../../migration-result.js';
import { fileOf, type ProjectFiles } from '../../project-files.js';
import { sequenceEngine, type SequenceKeys } from '../../sequence-engine.js';
import { childOf, readXmlDocument } from '../../xml-document.js';
import type { Findings } from '../findings.js';
import { readIni } from '../ini.js';
import { runSettingsOf, type RunSettings, type ScriptFolder } from '../script-folder.js';
import { blockOf, lrsValue, readLrs, type LrsBlock } from './lrs-document.js';
import { groupsOf, type LrsGroup } from './lrs-groups.js';
import { lasts, loadOf } from './lrs-load.js';
import { readLrsSchedule, type LrsSchedule } from './lrs-schedule.js';
import { wanOfGroups, type WanLocation } from './lrs-wan.js';

/** A script with the Virtual Users it became; none where its protocol has no converter. */
export interface PlayedScript { readonly script: ScriptFolder; readonly keys: SequenceKeys | undefined }
interface ScenarioContext { readonly findings: Findings; readonly notes: NoteBook; readonly scripts: ReadonlyMap<string, PlayedScript>; readonly missing: Set<string> }
interface Scenario { readonly name: string; readonly root: LrsBlock; readonly schedule: LrsSchedule | undefined; readonly wan: ReadonlyMap<string, WanLocation>; readonly hosts: Set<string> }

const lastName = (path: string): string => path.split(/[\\/]/).at(-1)?.replace(/\.usr$/i, '') ?? path;

/** The script of a group, by the name of its file: the path was true on the machine of the Controller only. */
function scriptOf({ test }: LrsGroup, { root }: Scenario, { scripts, missing, findings }: ScenarioContext): { played: PlayedScript | undefined; settings: LrsBlock | undefined } {
  const settings = blockOf(blockOf(root, 'TestChief'), test);
  const name = lastName(lrsValue(settings, 'Path') || test);
  const played = scripts.get(name.toLowerCase());
  if (played === undefined && !missing.has(name.toLowerCase())) {
    missing.add(name.toLowerCase());
    findings.add({ kind: 'MISSING_SCRIPT', function: name, facts: { '@type': 'ImportFileFacts', filename: name } });
  }
  return { played, settings };
}

/** Run logic as the Controller keeps it: the whole file on one line, its line breaks written out. */
const runLogicOf = (settings: LrsBlock | undefined): RunSettings => runSettingsOf(readIni(lrsValue(settings, 'ConfigUsp').replace(/\\r\\n/g, '\n')));

/** A constant pace is a minimum length of an iteration, here as there; what starts behind the end of an iteration is not. */
function pacingOf(own: RunSettings, { script }: PlayedScript, group: LrsGroup, { findings }: ScenarioContext): Pacing | null {
  const hasOwn = own.iterations !== undefined || own.pace !== undefined;
  const pace = hasOwn ? own.pace : script.settings.pace;
  if (pace === undefined) return null;
  if (pace.type === 'Const') return { min: pace.minimum, max: pace.minimum, unit: 'SECONDS' };
  if (hasOwn && JSON.stringify(pace) !== JSON.stringify(script.settings.pace)) findings.add({ kind: 'ITERATION_PACING', script: script.name, function: group.name, facts: { '@type': 'LoadRunnerPacingFacts', ...pace } });
  return null;
}

/** The network of a group: its download rate is one of a profile, the rest is reported. */
function throttled(engine: JmeterUserProfileEngine, group: LrsGroup, { wan }: Scenario, { findings }: ScenarioContext): JmeterUserProfileEngine {
  const location = wan.get(group.name.toLowerCase());
  if (location === undefined) return engine;
  findings.add({ kind: 'WAN_EMULATION', function: location.location, facts: { '@type': 'LoadRunnerWanFacts', ...location, group: group.name } });
  return location.downKbps === 0 ? engine : { ...engine, bandwidth: { name: location.location, bitsPerSecond: Math.round(location.downKbps * 1000) } };
}

function reportHosts(group: LrsGroup, { hosts }: Scenario, { findings }: ScenarioContext): void {
  for (const host of group.hosts) {
    if (host === '' || host.toLowerCase() === 'localhost' || hosts.has(host.toLowerCase())) continue;
    hosts.add(host.toLowerCase());
    findings.add({ kind: 'LOAD_GENERATOR', function: host });
  }
}

/** One group as a profile; undefined where nothing of it can run. */
function profileOf(group: LrsGroup, scenario: Scenario, context: ScenarioContext): UserProfileDraft | undefined {
  const { played, settings } = scriptOf(group, scenario, context);
  if (played?.keys === undefined || group.users < 1) return undefined;
  const { schedule } = scenario;
  const own = schedule?.groups.get(group.name.toLowerCase());
  const phases = schedule?.global ?? own?.phases ?? [];
  const timed = lasts(phases);
  if (!timed) context.findings.add({ kind: 'SCHEDULE_DURATION', script: played.script.name, function: group.name });
  if (schedule?.global === undefined && own?.waits === true) context.findings.add({ kind: 'SCHEDULED_START', function: group.name });
  reportHosts(group, scenario, context);
  const runLogic = runLogicOf(settings);
  const iterations = timed ? undefined : Math.max(1, runLogic.iterations ?? played.script.settings.iterations ?? 1);
  const engine = throttled(sequenceEngine(played.keys, pacingOf(runLogic, played, group, context), iterations), group, scenario, context);
  return { name: elementName(group.name, played.script.name), virtualUserId: played.keys.main, load: loadOf(phases, group.users, schedule?.global !== undefined), memory: { vuMb: null }, engine };
}

/** Service levels: the public material shows where rules stand, not how one is written, so each is named. */
function reportRules(root: LrsBlock, file: string, { findings }: ScenarioContext): void {
  const xml = blockOf(root, 'ScenarioSLAConfig')?.text ?? '';
  if (xml.trim() === '') return;
  const rules = childOf(readXmlDocument(xml.replace(/^\s*<\?xml[^>]*\?>/, ''), `the service levels of ${file}`), 'SLARules');
  for (const { tag } of rules?.children ?? []) if (!tag.startsWith('TrackingPeriod')) findings.add({ kind: 'SLA_RULE', function: tag });
}

/** Reads what is in XML; a damaged part is said and left out, the scripts are worth more than it. */
function tolerant<T>(read: () => T, fallback: T, name: string, { notes }: ScenarioContext): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    notes.add({ level: 'dropped', type: 'Scenario', name, place: name, reason: error.message });
    return fallback;
  }
}

function convertOne(path: string, files: ProjectFiles, context: ScenarioContext): ScenarioDraft | undefined {
  const name = fileOf(path).replace(/\.lrs$/i, '');
  const root = readLrs(files.text(path) ?? '');
  const schedule = tolerant(() => readLrsSchedule(blockOf(root, 'ScenarioSchedulerConfig')?.text ?? '', name), undefined, name, context);
  const wan = tolerant(() => wanOfGroups(root, name), new Map<string, WanLocation>(), name, context);
  tolerant(() => { reportRules(root, name, context); }, undefined, name, context);
  const total = (schedule?.global ?? []).reduce((sum, phase) => sum + (phase.is === 'START' ? phase.users : 0), 0);
  const groups = groupsOf(root, total);
  if (groups === undefined) { context.findings.add({ kind: 'SCENARIO_TYPE', function: name }); return undefined; }
  if (schedule !== undefined && schedule.startMode !== 'Immediately') context.findings.add({ kind: 'SCHEDULED_START', function: name });
  const scenario: Scenario = { name, root, schedule, wan, hosts: new Set() };
  for (const group of groups) if (!group.enabled) context.notes.add({ level: 'dropped', type: 'Group', name: group.name, place: name, reason: 'the group is switched off in the Controller' });
  const userProfiles = groups.filter(({ enabled }) => enabled).flatMap((group) => profileOf(group, scenario, context) ?? []);
  if (userProfiles.length > 0) return { name: elementName(name, 'Scenario'), description: lrsValue(blockOf(root, 'ScenarioPrivateConfig'), 'Description').slice(0, 2000), mode: 'STANDARD', userProfiles };
  context.notes.add({ level: 'dropped', type: 'Scenario', name, place: name, reason: 'none of its groups plays a script of this upload that became a Virtual User' });
  return undefined;
}

/** Every Controller scenario (.lrs) of an upload, not saying where it runs. */
export function convertLrs(files: ProjectFiles, context: Omit<ScenarioContext, 'missing'>): ScenarioDraft[] {
  const own = { ...context, missing: new Set<string>() };
  return files.matching(/\.lrs$/i).flatMap((path) => convertOne(path, files, own) ?? []);
}
