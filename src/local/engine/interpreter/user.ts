import type { ExchangeView } from '../http/exchange-view.js';
import { UserTransport } from '../http/transport.js';
import type { WireRequest } from '../http/wire.js';
import type { PlaySettings, Program, Stage } from './play.js';
import type { RunState } from './run-state.js';
import type { RenderTarget } from './template.js';
import type { Frame, Sample } from './sample.js';

/**
 * `AGAIN` = leave this pass of the innermost loop, `LEAVE` = leave that loop, `LATE` = a runtime controller's time is over,
 * `NEXT` = leave this iteration, `OVER` = the user ends after what it is doing.
 */
type Course = 'ON' | 'AGAIN' | 'LEAVE' | 'LATE' | 'NEXT' | 'OVER';

/** How long an iteration may go on behind the end of its user, where the profile lets it finish. */
const FINISH_MS = 60_000;

export interface UserPlace {
  /** From 1, over all users of the load generator. */
  readonly threadNumber: number;
  readonly threadName: string;
  /** performance.now() at which it ends; Infinity = never by itself. */
  readonly stopAt: number;
}

/** One simulated user: its variables, cookies and connections, and where its life stands. */
export class User implements RenderTarget {
  readonly variables = new Map<string, string>();
  readonly transport: UserTransport;
  readonly threadNumber: number;
  readonly threadName: string;
  readonly settings: PlaySettings;
  /** From 1 in the first iteration. */
  iteration = 0;
  /** Whether the last HTTP sample was OK; what a While without condition looks at. */
  lastSampleOk = true;
  /** The last answer, kept whole only where something in the plan reads it. */
  previous: ExchangeView | undefined = undefined;
  samplerName = '';
  /** What pre-processors change in the request that comes next. */
  readonly rewrites: ((wire: WireRequest) => WireRequest)[] = [];
  /** Grows whenever the user truly waited for something; loops that never wait must let others run. */
  waits = 0;
  private course: Course = 'ON';
  private inIteration = false;
  /** performance.now() at which the innermost runtime controller ends. */
  private deadline = Infinity;
  private readonly wakers = new Set<() => void>();
  private readonly memory = new Map<object, unknown>();
  private readonly aborting: (() => void)[] = [];

  constructor(readonly program: Program, readonly stage: Stage, private readonly place: UserPlace) {
    this.settings = program.settings;
    this.threadNumber = place.threadNumber;
    this.threadName = place.threadName;
    this.transport = new UserTransport({ network: program.settings.network, hosts: program.hosts, names: program.names, connectTimeoutOf: (origin) => program.connectTimeoutOf(origin) });
  }

  /** performance.now() at which it ends; Infinity = never by itself. */
  get endsAt(): number { return this.inIteration && this.settings.finishesIteration === true ? this.place.stopAt + FINISH_MS : this.place.stopAt; }

  /** Calls back when everything of this user is to end at once. */
  onAbort(action: () => void): void { this.aborting.push(action); }

  get run(): RunState { return this.program.state; }

  /** A property set by the run comes before the profile's own. */
  property(name: string): string | undefined {
    const { properties } = this.settings;
    return this.run.properties.get(name) ?? (Object.hasOwn(properties, name) ? properties[name] : undefined);
  }

  setProperty(name: string, value: string): void { this.run.properties.set(name, value); }

  fileText(filename: string, encoding: string): string { return this.program.fileText(filename, encoding); }

  setVariable(name: string, value: string): void { this.variables.set(name, value); }

  /** Something a step keeps for this user (a counter, a flag), made on first use. */
  remembered<T>(owner: object, make: () => T): T {
    if (!this.memory.has(owner)) this.memory.set(owner, make());
    return this.memory.get(owner) as T;
  }

  /** Somebody ended it before its time. */
  private get ended(): boolean { return this.course === 'OVER'; }

  /** True when the next step must not run: its time is over, or an error sent it elsewhere. */
  get interrupted(): boolean {
    if (this.course === 'ON') {
      const now = performance.now();
      if (now >= this.endsAt) this.course = 'OVER';
      else if (now >= this.deadline) this.course = 'LATE';
    }
    return this.course !== 'ON';
  }

  get over(): boolean { return this.interrupted && this.course === 'OVER'; }

  /** Was the pass left on purpose (an error, a break), not for lack of time? Such a pass still counts. */
  get skipped(): boolean { return this.course !== 'ON' && this.course !== 'OVER'; }

  /** Leaves the iteration, the innermost loop or its pass, whatever comes first behind the current step. */
  leave(course: 'AGAIN' | 'LEAVE' | 'NEXT'): void {
    if (!this.interrupted) this.course = course;
  }

  /** To be asked by a loop behind each pass: whether it goes on. It takes what was meant for it. */
  loopGoesOn(): boolean {
    if (!this.interrupted) return true;
    if (this.course !== 'AGAIN' && this.course !== 'LEAVE') return false;
    const again = this.course === 'AGAIN';
    this.course = 'ON';
    return again && !this.interrupted;
  }

  /** Runs work that is to end at a moment of performance.now(), at the latest behind the step it is in. */
  async within(deadline: number, work: () => Promise<void>): Promise<void> {
    const outer = this.deadline;
    this.deadline = Math.min(outer, deadline);
    await work();
    this.deadline = outer;
    if (this.course === 'LATE') this.course = 'ON';
  }

  startIteration(): void {
    this.iteration++;
    this.inIteration = true;
    this.course = 'ON';
    this.transport.nextIteration(this.settings);
  }

  /** Outside of any loop, a break ends the user's own loop: JMeter's thread group then breaks its thread loop. */
  endIteration(): void {
    this.inIteration = false;
    if (this.course === 'LEAVE') this.course = 'OVER';
  }

  /** Ends after the request in flight. */
  end(): void {
    this.course = 'OVER';
    for (const wake of [...this.wakers]) wake();
  }

  /** Ends at once; what is in flight counts as nothing. */
  abort(): void {
    this.end();
    this.transport.abort();
    for (const action of this.aborting) action();
  }

  /** Waits so many ms, or until the user's end. Returns the ms waited. */
  async pause(ms: number): Promise<number> {
    const startedAt = performance.now();
    const life = this.endsAt - startedAt;
    const time = Math.min(ms, life, 2 ** 31 - 1);
    this.waits++;
    if (time <= 0 || this.course === 'OVER') return 0;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.wakers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, time);
      this.wakers.add(wake);
    });
    if (!this.ended) this.stage.clock?.pauseEnded(performance.now() - startedAt - time);
    // A timer may fire a fraction early: a user that waited for its end must not get one more request out of it.
    if (ms >= life) this.course = 'OVER';
    return performance.now() - startedAt;
  }

  /** Waits until `wake` is called (true), or the time or the user is over (false). `begin` gives what undoes the waiting; it must not wake at once. */
  async hold(begin: (wake: () => void) => () => void, ms: number): Promise<boolean> {
    const life = this.endsAt - performance.now();
    this.waits++;
    if (life <= 0 || this.course === 'OVER') return false;
    return new Promise((resolve) => {
      const finish = (woken: boolean): void => {
        clearTimeout(timer);
        this.wakers.delete(wake);
        undo();
        resolve(woken);
      };
      const wake = (): void => { finish(false); };
      const timer = setTimeout(wake, Math.min(ms, life, this.deadline - performance.now(), 2 ** 31 - 1));
      this.wakers.add(wake);
      const undo = begin(() => { finish(true); });
    });
  }

  /** Lets timers and other users run; for passes that did nothing. */
  async breathe(): Promise<void> {
    await new Promise<void>((resolve) => { setImmediate(resolve); });
  }

  /** Reports a sample, adds it to its container and applies the profile's error policy. */
  report(sample: Sample, frame: Frame): void {
    frame.add(sample);
    this.stage.listener.sample(this, sample);
    if (!sample.success && this.settings.mode === 'LOAD') this.applyErrorPolicy();
  }

  private applyErrorPolicy(): void {
    switch (this.settings.errorHandling) {
      case 'CONTINUE': return;
      case 'START_NEXT_ITERATION': if (this.course === 'ON') this.course = 'NEXT'; return;
      case 'STOP_THREAD': this.end(); return;
      case 'STOP_TEST': this.stage.stopTest(this, false); return;
      case 'STOP_TEST_NOW': this.stage.stopTest(this, true);
    }
  }
}
