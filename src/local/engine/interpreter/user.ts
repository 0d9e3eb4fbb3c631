import { UserTransport } from '../http/transport.js';
import type { PlaySettings, Program, Stage } from './play.js';
import type { RenderTarget } from './template.js';
import type { Frame, Sample } from './sample.js';

/** `NEXT` = leave this iteration, `OVER` = the user ends after what it is doing. */
type Course = 'ON' | 'NEXT' | 'OVER';

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
  /** Grows whenever the user truly waited for something; loops that never wait must let others run. */
  waits = 0;
  private course: Course = 'ON';
  private readonly wakers = new Set<() => void>();
  private readonly memory = new Map<object, unknown>();

  constructor(readonly program: Program, readonly stage: Stage, private readonly place: UserPlace) {
    this.settings = program.settings;
    this.threadNumber = place.threadNumber;
    this.threadName = place.threadName;
    this.transport = new UserTransport({ ignoreCookies: program.settings.request.ignoreCookies, hosts: program.hosts, connectTimeoutOf: (origin) => program.connectTimeoutOf(origin) });
  }

  get properties(): Readonly<Record<string, string>> { return this.settings.properties; }

  setVariable(name: string, value: string): void { this.variables.set(name, value); }

  /** Something a step keeps for this user (a counter, a flag), made on first use. */
  remembered<T>(owner: object, make: () => T): T {
    if (!this.memory.has(owner)) this.memory.set(owner, make());
    return this.memory.get(owner) as T;
  }

  /** True when the next step must not run: its time is over, or an error sent it elsewhere. */
  get interrupted(): boolean {
    if (this.course === 'ON' && performance.now() >= this.place.stopAt) this.course = 'OVER';
    return this.course !== 'ON';
  }

  get over(): boolean { return this.interrupted && this.course === 'OVER'; }

  /** Was the iteration left because of an error, not for lack of time? Such a pass still counts, as failed. */
  get skipped(): boolean { return this.course === 'NEXT'; }

  startIteration(): void {
    this.iteration++;
    this.course = 'ON';
    if (this.settings.clearCookies) this.transport.cookies.clear();
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
  }

  /** Waits so many ms, or until the user's end. Returns the ms waited. */
  async pause(ms: number): Promise<number> {
    const startedAt = performance.now();
    const life = this.place.stopAt - startedAt;
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
    // A timer may fire a fraction early: a user that waited for its end must not get one more request out of it.
    if (ms >= life) this.course = 'OVER';
    return performance.now() - startedAt;
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
