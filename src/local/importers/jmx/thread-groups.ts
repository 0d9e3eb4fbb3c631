import type { UserProfileLoad } from '../../../contract/load.js';
import { classOf, flagOf, isEnabled, membersOf, propertyOf, valueOf, wholeNumber, type PlanElement } from './plan-element.js';
import { propertyDefault, withConstants, type ImportJob } from './import-job.js';
import type { ScenarioHint } from './jmx-result.js';
import { propertyName, propertyText, type XmlElement } from './xml-element.js';

const KINDS: Readonly<Record<string, ScenarioHint['kind']>> = {
  ThreadGroup: 'THREADS', SetupThreadGroup: 'THREADS', PostThreadGroup: 'THREADS', SteppingThreadGroup: 'STEPPING', UltimateThreadGroup: 'ULTIMATE',
  ConcurrencyThreadGroup: 'CONCURRENCY', ArrivalsThreadGroup: 'ARRIVALS', FreeFormArrivalsThreadGroup: 'FREE_FORM_ARRIVALS', OpenModelThreadGroup: 'OPEN_MODEL',
};
/** More users, seconds or loops than this are a slip of the pen: JMeter itself stops at a 32-bit number. */
const MOST = 2_147_483_647;

export const roleOf = (xml: XmlElement): ScenarioHint['role'] => (classOf(xml) === 'SetupThreadGroup' ? 'SETUP' : classOf(xml) === 'PostThreadGroup' ? 'TEARDOWN' : 'MAIN');

/** Texts of all single properties, those of the loop controller included. */
function rawOf(xml: XmlElement, prefix = ''): [string, string][] {
  return xml.children.flatMap((property): [string, string][] => {
    const text = propertyText(property);
    if (property.tag === 'elementProp') return rawOf(property, `${prefix}${propertyName(property)}/`);
    return text === undefined ? [] : [[`${prefix}${propertyName(property)}`, text]];
  });
}

/** A number of a thread group: null for an expression without a default; `fallback`, with a note, for what is no number of a usual size. */
function numberOf(text: string | undefined, field: { xml: XmlElement; names: readonly string[]; what: string; fallback: number; least: number }, job: ImportJob): number | null {
  const written = text?.trim() ?? '';
  if (written === '') return field.fallback;
  const known = withConstants(written, job.constants);
  const shown = written.slice(0, 60);
  const value = wholeNumber(propertyDefault(known) ?? known);
  if (value !== undefined && value >= field.least && value <= MOST) {
    if (known !== written || String(value) !== known) job.note('changed', field.xml, field.names, `${field.what} is ${shown}: ${value} is taken for a scenario`);
    return value;
  }
  if (known.includes('${')) {
    job.note('changed', field.xml, field.names, `${field.what} is an expression (${shown}): set it in the scenario`);
    return null;
  }
  job.note('changed', field.xml, field.names, `${field.what} is ${JSON.stringify(shown)}, which is no usable number: ${field.fallback} is taken for a scenario`);
  return field.fallback;
}

/** Rows of a plugin's schedule table, as texts. */
function scheduleOf(xml: XmlElement): string[][] {
  return ['ultimatethreadgroupdata', 'Schedule', 'load_profile'].flatMap((name) => membersOf(xml, name)).map((row) => row.children.map((cell) => propertyText(cell) ?? ''));
}

type Numbers = Pick<ScenarioHint, 'threads' | 'rampUpSeconds' | 'durationSeconds' | 'delaySeconds' | 'loops' | 'scheduler'>;

/** `Thread Group` with a duration as a load shape; groups that end by iterations have none. */
function plainLoad(numbers: Numbers): UserProfileLoad | null {
  const { threads, rampUpSeconds, durationSeconds, delaySeconds, scheduler } = numbers;
  if (!scheduler || threads === null || threads < 1 || rampUpSeconds === null || durationSeconds === null || durationSeconds < 1) return null;
  const rampUpMs = Math.min(rampUpSeconds, durationSeconds) * 1000;
  return { '@type': 'UserProfileLoadRampUp', delayMs: (delaySeconds ?? 0) * 1000, rampUpMs, plateauMs: durationSeconds * 1000 - rampUpMs, plateauVus: threads };
}

/** Users over time from rows `[users, delay, ramp up, hold, ramp down]` in seconds (jmeter-plugins' Ultimate Thread Group). */
function ultimateLoad(rows: readonly (readonly string[])[]): { load: UserProfileLoad | null; threads: number | null } {
  const numbers = rows.map((row) => row.slice(0, 5).map((cell) => wholeNumber(cell)));
  const complete = numbers.filter((row): row is number[] => row.length === 5 && row.every((cell) => cell !== undefined && cell >= 0 && cell <= MOST));
  if (complete.length === 0 || complete.length !== rows.length || rows.length > 200) return { load: null, threads: null };
  const knees = new Set([0]);
  for (const [, delay = 0, up = 0, hold = 0, down = 0] of complete) for (const time of [delay, delay + up, delay + up + hold, delay + up + hold + down]) knees.add(time);
  const usersAt = (time: number): number => complete.reduce((sum, [users = 0, delay = 0, up = 0, hold = 0, down = 0]) => {
    const since = time - delay;
    if (since < 0 || since > up + hold + down) return sum;
    if (since < up) return sum + (users * since) / up;
    return sum + (since <= up + hold ? users : (users * (up + hold + down - since)) / down);
  }, 0);
  const points = [...knees].sort((left, right) => left - right).map((time) => ({ timeInMs: time * 1000, threadsCount: Math.round(usersAt(time)) }));
  return { load: points.length < 2 ? null : { '@type': 'UserProfileLoadCustom', points }, threads: Math.max(...points.map((point) => point.threadsCount)) };
}

/** Users over time of jmeter-plugins' Stepping Thread Group. */
function steppingLoad(xml: XmlElement, threads: number | null): UserProfileLoad | null {
  const text = (name: string): number => Math.max(0, wholeNumber(valueOf(xml, name)) ?? 0);
  const [delay, burst, step, every, ramp, hold, stop, stopEvery] = ['Threads initial delay', 'Start users count burst', 'Start users count', 'Start users period', 'rampUp', 'flighttime', 'Stop users count', 'Stop users period'].map(text);
  if (threads === null || threads < 1 || step === undefined || step < 1 || threads / step > 500) return null;
  const points: { timeInMs: number; threadsCount: number }[] = [{ timeInMs: 0, threadsCount: 0 }];
  let [time, users] = [delay ?? 0, 0];
  const to = (seconds: number, count: number): void => { time += seconds; users = count; points.push({ timeInMs: time * 1000, threadsCount: users }); };
  to(0, 0);
  for (let next = burst && burst > 0 ? Math.min(burst, threads) : Math.min(step, threads); users < threads; next = Math.min(users + step, threads)) { to(ramp ?? 0, next); if (users < threads) to(every ?? 0, users); }
  to(hold ?? 0, users);
  while (stop !== undefined && stop > 0 && users > 0 && points.length < 2000) { to(0, Math.max(0, users - stop)); if (users > 0) to(stopEvery ?? 0, users); }
  return time === 0 ? null : { '@type': 'UserProfileLoadCustom', points };
}

const seconds = (value: string | undefined, unit: string | undefined): string | undefined => {
  const number = wholeNumber(value);
  return unit === 'M' && number !== undefined ? String(number * 60) : value;
};

/** Concurrency and arrivals groups (BlazeMeter): ramp and hold in minutes (`M`) or seconds (`S`). */
function targetHint(xml: XmlElement): { threads: string | undefined; ramp: string | undefined; duration: string | undefined } {
  const unit = valueOf(xml, 'Unit');
  return { threads: valueOf(xml, 'TargetLevel'), ramp: seconds(valueOf(xml, 'RampUp'), unit), duration: seconds(valueOf(xml, 'Hold'), unit) };
}

/** Numbers of a thread group, whatever its kind. @param names of the elements above it */
export function hintOf(element: PlanElement, virtualUser: number, names: readonly string[], job: ImportJob): Omit<ScenarioHint, 'cookies' | 'cache' | 'throughput'> {
  const { xml } = element;
  const testClass = classOf(xml);
  const kind = Object.hasOwn(KINDS, testClass) ? (KINDS[testClass] ?? 'OTHER') : 'OTHER';
  const controller = propertyOf(xml, 'ThreadGroup.main_controller');
  const target = kind === 'CONCURRENCY' || kind === 'ARRIVALS' ? targetHint(xml) : undefined;
  const read = (what: string, text: string | undefined, fallback: number, least: number): number | null => numberOf(text, { xml, names, what, fallback, least }, job);
  const schedule = scheduleOf(xml);
  const open = kind === 'OPEN_MODEL' || kind === 'FREE_FORM_ARRIVALS' || kind === 'ULTIMATE';
  const numbers: Numbers = {
    threads: open ? null : read('the number of threads', target?.threads ?? valueOf(xml, 'ThreadGroup.num_threads'), 1, 1),
    rampUpSeconds: open || kind === 'STEPPING' ? null : read('the ramp-up', target?.ramp ?? valueOf(xml, 'ThreadGroup.ramp_time'), 0, 0),
    loops: controller === undefined || open || target !== undefined ? null : read('the number of loops', valueOf(controller, 'LoopController.loops'), 1, -1),
    scheduler: flagOf(xml, 'ThreadGroup.scheduler') || target !== undefined,
    durationSeconds: open ? null : zeroIsNone(read('the duration', target?.duration ?? valueOf(xml, 'ThreadGroup.duration'), 0, 0)),
    delaySeconds: read('the start delay', valueOf(xml, 'ThreadGroup.delay'), 0, 0),
  };
  const ultimate = kind === 'ULTIMATE' ? ultimateLoad(schedule) : undefined;
  if (kind !== 'THREADS') job.note('changed', xml, names, SHAPES[kind] ?? '');
  return {
    virtualUser, kind, role: roleOf(xml), enabled: isEnabled(xml), ...numbers, ...(ultimate === undefined ? {} : { threads: ultimate.threads }),
    load: ultimate?.load ?? (kind === 'STEPPING' ? steppingLoad(xml, numbers.threads) : kind === 'THREADS' ? plainLoad(numbers) : kind === 'CONCURRENCY' ? targetLoad(numbers) : null),
    onSampleError: valueOf(xml, 'ThreadGroup.on_sample_error') ?? 'continue', sameUserOnEachIteration: flagOf(xml, 'ThreadGroup.same_user_on_next_iteration', true), schedule, raw: Object.fromEntries(rawOf(xml).filter(([name]) => name !== '__proto__')),
  };
}

const zeroIsNone = (value: number | null): number | null => (value === 0 ? null : value);
const targetLoad = (numbers: Numbers): UserProfileLoad | null => plainLoad({ ...numbers, durationSeconds: numbers.durationSeconds === null ? null : numbers.durationSeconds + (numbers.rampUpSeconds ?? 0) });

const SHAPES: Readonly<Partial<Record<ScenarioHint['kind'], string>>> = {
  STEPPING: 'the steps of this thread group are given as a load curve: make a scenario from it',
  ULTIMATE: 'the schedule of this thread group is given as a load curve: make a scenario from it',
  CONCURRENCY: 'a target of concurrent users: given as ramp-up and plateau for a scenario',
  ARRIVALS: 'a target of arrivals, not of users: choose the number of users in the scenario, its texts are in the hint',
  FREE_FORM_ARRIVALS: 'a schedule of arrivals, not of users: choose the number of users in the scenario, its rows are in the hint',
  OPEN_MODEL: 'an open model (arrivals, not users): it is not made into a number of users; choose it in the scenario, the schedule is in the hint',
  OTHER: 'a thread group of an unknown plugin: its properties are in the hint; choose the load in the scenario',
};
