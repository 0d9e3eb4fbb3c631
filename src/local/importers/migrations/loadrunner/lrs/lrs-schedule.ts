import type { XmlElement } from '../../../jmx/xml-element.js';
import { childOf, childrenOf, readXmlDocument } from '../../xml-document.js';
import { wholeNumber } from '../../text-shapes.js';

/** Users that start or stop together, and how long until the next ones do. */
export interface Batch { readonly count: number; readonly everyMs: number }
/** One action of a Controller schedule; a HOLD without a time lasts until the iterations are done, a STOP without users stops all. */
export type Phase =
  | { readonly is: 'START'; readonly users: number; readonly batch: Batch | undefined }
  | { readonly is: 'HOLD'; readonly ms: number | undefined }
  | { readonly is: 'STOP'; readonly users: number | undefined; readonly batch: Batch | undefined };

export interface LrsSchedule {
  /** `Immediately` where nothing delays it. */
  readonly startMode: string;
  /** The schedule of the whole scenario; undefined where each group has its own. */
  readonly global: readonly Phase[] | undefined;
  /** By group name in lower case; `waits` = it does not start with the scenario. */
  readonly groups: ReadonlyMap<string, { readonly phases: readonly Phase[]; readonly waits: boolean }>;
}

const textOf = (element: XmlElement | undefined, tag: string): string => (element === undefined ? '' : (childOf(element, tag)?.text.trim() ?? ''));

function batchOf(action: XmlElement): Batch | undefined {
  const batch = childOf(action, 'Batch');
  const count = wholeNumber(textOf(batch, 'Count'), 0);
  return count < 1 ? undefined : { count, everyMs: Math.max(0, wholeNumber(textOf(batch, 'Interval'), 0)) * 1000 };
}

function phaseOf(action: XmlElement): Phase | undefined {
  const stated = textOf(action, 'TotalVusersNumber');
  const users = Math.max(0, wholeNumber(stated, 0));
  switch (action.tag) {
    case 'RampUp':
    case 'Run':
    case 'StartAll': return { is: 'START', users, batch: batchOf(action) };
    case 'Duration': {
      const seconds = wholeNumber(textOf(action, 'RunFor'), -1);
      return { is: 'HOLD', ms: seconds < 0 ? undefined : seconds * 1000 };
    }
    case 'RampDown': return { is: 'STOP', users: stated === '' ? undefined : users, batch: batchOf(action) };
    case 'RampDownAll':
    case 'StopAll': return { is: 'STOP', users: undefined, batch: batchOf(action) };
    default: return undefined;
  }
}

/** Actions of a `Scheduling` in their order: timed ones, or those of a run until everybody is done. */
function phasesOf(owner: XmlElement | undefined): Phase[] {
  const scheduling = owner === undefined ? undefined : childOf(owner, 'Scheduling');
  const actions = scheduling === undefined ? undefined : (childOf(scheduling, 'DynamicScheduling') ?? childOf(scheduling, 'RunUntilComplete'));
  return (actions?.children ?? []).flatMap((action) => phaseOf(action) ?? []);
}

/** The scheduler in force of a `ScenarioSchedulerConfig`. */
function currentScheduler(schedulers: XmlElement | undefined): XmlElement | undefined {
  if (schedulers === undefined) return undefined;
  const all = childrenOf(schedulers, 'Scheduler');
  const current = textOf(schedulers, 'CurrentSchedulerId');
  return all.find(({ attributes }) => attributes.some(([name, value]) => name === 'ID' && value === current)) ?? all[0];
}

/**
 * Reads the schedule of a scenario. The one of the whole scenario counts where it is in force: those of the groups beside it go stale
 * (loadrunner-migration skill, documented).
 * @returns undefined where there is no manual schedule
 * @throws ImportError where its XML is damaged
 */
export function readLrsSchedule(xml: string, file: string): LrsSchedule | undefined {
  if (xml.trim() === '') return undefined;
  // The declaration says UTF-16, which the text was when the Controller held it; the file is not.
  const root = readXmlDocument(xml.replace(/^\s*<\?xml[^>]*\?>/, ''), `the schedule of ${file}`);
  const schedulers = childOf(root, 'Schedulers');
  const scheduler = currentScheduler(schedulers);
  const manual = scheduler === undefined ? undefined : childOf(scheduler, 'Manual');
  if (manual === undefined || schedulers === undefined) return undefined;
  const isGlobal = textOf(manual, 'SchedulerType').toLowerCase() !== 'group' && textOf(manual, 'SchedulerType').toLowerCase() !== 'groups';
  const global = phasesOf(childOf(manual, 'Global'));
  const groups = childOf(manual, 'Groups');
  return {
    startMode: textOf(childOf(schedulers, 'StartMode'), 'StartModeType') || 'Immediately',
    global: isGlobal && global.length > 0 ? global : undefined,
    groups: new Map((groups === undefined ? [] : childrenOf(groups, 'GroupScheduler')).map((group) => {
      const startup = childOf(group, 'StartupMode');
      return [textOf(group, 'GroupName').toLowerCase(), { phases: phasesOf(group), waits: startup !== undefined && startup.children.length > 0 && childOf(startup, 'StartAtScenarioBegining') === undefined }];
    })),
  };
}
