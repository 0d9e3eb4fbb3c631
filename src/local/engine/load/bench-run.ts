import type { BenchEnd, BenchPlan, BenchSink } from '../bench-protocol.js';
import { OnceLog, type EngineLog } from '../engine-log.js';
import { Workshop } from '../interpreter/compile-program.js';
import type { Program, SampleListener, Stage } from '../interpreter/play.js';
import { runUser } from '../interpreter/run-user.js';
import type { Sample, SampledAction } from '../interpreter/sample.js';
import { User } from '../interpreter/user.js';
import { userSpans, type UserSpan } from './curve.js';
import { dealt } from './deal.js';
import { ErrorSamples } from './error-samples.js';
import { JtlFile } from './jtl-file.js';
import { MetricsRecorder } from './metrics-recorder.js';
import { profileSettings } from './play-settings.js';
import { UserCensus } from './user-census.js';

/** Lets users in: calls `arrival` once for each number below `count`. */
export type Admission = (count: number, arrival: (index: number) => Promise<void>) => Promise<{ close: () => Promise<void> }>;

/** Between the last admission and the start, so that the very first users are on time, too. */
const LEAD_MS = 20;
/** A run that goes on so long after its planned end is aborted (behaviour.md §19.6). */
const STALL_MS = 20 * 60_000;

/** The users of one profile. */
interface Group { readonly program: Program; readonly profileId: string; readonly name: string; readonly number: number; readonly place: number; readonly owners: Uint16Array | undefined; readonly mine: number; readonly jtl: 'ALL' | 'ERRORS' | 'NONE' }
/** One user that is to live. */
interface Slot { readonly group: Group; readonly span: UserSpan; readonly threadNumber: number; readonly numberInGroup: number }

/** One load run from its plan to its end, in the process it is called in. Everything measured goes to the sink. */
export class BenchRun implements Stage, SampleListener {
  readonly listener: SampleListener = this;
  /** Epoch ms of performance.now() = 0, by the clock of today: the process may be older than the last change of the clock. */
  private readonly epoch: number;
  private readonly log: OnceLog;
  private readonly workshop: Workshop;
  private readonly slots: readonly Slot[];
  private readonly groups = new Map<Program, Group>();
  private readonly recorder: MetricsRecorder;
  private readonly errors: ErrorSamples;
  private readonly jtl: JtlFile | undefined;
  private readonly census: UserCensus;
  private readonly users = new Set<User>();
  private readonly sleepers = new Set<() => void>();
  private readonly plannedMs: number;
  private startAt = 0;
  private phase: 'WAITING' | 'ON' | 'STOPPING' | 'OVER' = 'WAITING';
  private outcome: BenchEnd = { state: 'FINISHED', message: '' };
  private living = 0;
  private open: () => void = () => undefined;
  private readonly gate = new Promise<void>((resolve) => { this.open = resolve; });
  private readonly over: Promise<void>;
  private settle: () => void = () => undefined;

  /** Throws PlanRefused with a sentence when the plan cannot be run. */
  constructor(private readonly plan: BenchPlan, private readonly sink: BenchSink, private readonly fileLog: EngineLog & { flush(): void }) {
    this.epoch = Date.now() - performance.now() + (plan.clockOffsetMs ?? 0);
    this.log = new OnceLog(fileLog);
    this.workshop = new Workshop(plan.surroundings, this.log);
    const groups = plan.profiles.map(({ profile, virtualUser, number, share }, at): Group & { spans: UserSpan[] } => {
      const settings = profileSettings(profile, this.log);
      const program = this.workshop.compile(virtualUser, settings.play, settings.thinkTime, settings.staticHosts);
      const name = profile.name === '' ? virtualUser.name : profile.name;
      const spans = userSpans(profile.load);
      const owners = share === undefined ? undefined : dealt(spans.length, share.weights);
      return { program, profileId: profile.id ?? String(number ?? at + 1), name, number: number ?? at + 1, place: at, owners, mine: share?.index ?? 0, jtl: settings.jtl, spans };
    });
    for (const group of groups) this.groups.set(group.program, group);
    const everybody = groups.flatMap((group) => group.spans.map((span, at) => ({ group, span, numberInGroup: at + 1 })))
      .sort((a, b) => a.span.startAt - b.span.startAt).map((slot, at) => ({ ...slot, threadNumber: (plan.usersElsewhere ?? 0) + at + 1 }));
    this.slots = everybody.filter(({ group, numberInGroup }) => group.owners === undefined || group.owners[numberInGroup - 1] === group.mine);
    this.living = this.slots.length;
    this.plannedMs = everybody.reduce((longest, { span }) => Math.max(longest, span.stopAt), 1);
    this.recorder = new MetricsRecorder(this.workshop.actions.all, plan, this.epoch);
    this.errors = new ErrorSamples(this.epoch);
    this.census = new UserCensus(groups.map(({ profileId }) => profileId), plan);
    this.jtl = groups.every(({ jtl }) => jtl === 'NONE') ? undefined : new JtlFile(plan.outputFolder, this.epoch);
    this.over = new Promise((resolve) => { this.settle = resolve; });
  }

  /** Replaces secret values in what people read. */
  hide(text: string): string { return this.workshop.hide(text); }

  /** Runs to the end; resolves when everything was handed to the sink. */
  async play(admit: Admission): Promise<void> {
    this.log.info('o.a.j.e.StandardJMeterEngine', `Running the test! ${this.slots.length} user(s), planned for ${Math.round(this.plannedMs / 1000)} s`);
    let admitted = 0;
    if (this.slots.length === 0) this.settle();
    const admission = await admit(this.slots.length, async (index) => {
      if (++admitted === this.slots.length) this.begin();
      await this.life(this.slots[index]);
    });
    const tick = setInterval(() => { this.everySecond(); }, 1000);
    const stall = setTimeout(() => { this.stalled(); }, Math.min(2 ** 31 - 1, this.plannedMs + STALL_MS));
    await this.over;
    clearInterval(tick);
    clearTimeout(stall);
    await admission.close();
    this.conclude();
  }

  /** Ends at once; what is in flight counts as nothing. `by` = who wanted it. */
  stop(by: string): void {
    if (this.phase === 'STOPPING' || this.phase === 'OVER') return;
    this.log.info('c.o.l.BenchRun', `${by} aborted the test`);
    this.log.info('c.o.l.BenchRun', 'Test status changed: RUNNING => ABORTED');
    this.leave({ state: 'ABORTED', message: `Aborted by ${by}.` }, true);
  }

  stopTest(user: User, now: boolean): void {
    if (this.phase !== 'ON') return;
    this.log.info('o.a.j.t.JMeterThread', `Shutdown Test${now ? ' Now' : ''} detected by thread: ${user.threadName}`);
    this.leave({ state: 'FINISHED', testStopped: true, message: `Stopped by the on-sample-error policy of the user profile (${user.threadName}).` }, now);
  }

  sample(user: User, sample: Sample): void {
    if (this.phase === 'OVER') return;
    this.recorder.add(sample);
    if (!sample.success) this.errors.add(sample);
    const group = this.groups.get(user.program);
    if (this.jtl === undefined || group === undefined || group.jtl === 'NONE' || (group.jtl === 'ERRORS' && sample.success)) return;
    if (sample.action.kind === 'Hit' || sample.exchange !== undefined) this.jtl.add(sample, user.threadName, this.census.crowd(group.place));
  }

  wantsExchange(action: SampledAction, code: string): boolean {
    return this.errors.wants(action, code);
  }

  private begin(): void {
    if (this.phase !== 'WAITING') return;
    if (this.plan.gated === true) this.sink.ready?.();
    else this.start(performance.now() + LEAD_MS);
  }

  /** Opens the gate at this moment of the backend's clock; what should have begun before begins at once. */
  go(at: number): void {
    if (this.phase === 'WAITING') this.start(at - this.epoch);
  }

  private start(at: number): void {
    this.phase = 'ON';
    this.startAt = at;
    this.census.begin(this.epoch + this.startAt);
    this.sink.running(Math.round(this.epoch + this.startAt));
    this.open();
  }

  private async life(slot: Slot | undefined): Promise<void> {
    if (slot === undefined) return;
    await this.gate;
    await this.until(this.startAt + slot.span.startAt);
    if (this.phase === 'ON') await this.liveOn(slot);
    if (--this.living === 0) this.settle();
  }

  private async liveOn({ group, span, threadNumber, numberInGroup }: Slot): Promise<void> {
    const threadName = `${group.name} ${group.number}-${numberInGroup}`;
    const user = new User(group.program, this, { threadNumber, threadName, stopAt: this.startAt + span.stopAt });
    this.users.add(user);
    this.census.enter(group.place, this.epoch + performance.now());
    this.log.info('o.a.j.t.JMeterThread', `Thread started: ${threadName}`);
    await runUser(user);
    this.log.info('o.a.j.t.JMeterThread', `Thread finished: ${threadName}`);
    this.census.leave(group.place, this.epoch + performance.now());
    this.users.delete(user);
  }

  private async until(moment: number): Promise<void> {
    const rest = moment - performance.now();
    if (rest <= 0 || this.phase !== 'ON') return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(rest, 2 ** 31 - 1));
      this.sleepers.add(wake);
    });
  }

  private leave(outcome: BenchEnd, now: boolean): void {
    this.outcome = outcome;
    this.phase = 'STOPPING';
    this.open();
    for (const wake of [...this.sleepers]) wake();
    for (const user of this.users) if (now) user.abort(); else user.end();
    // Aborted users end in this very turn; should one not, the run ends without it.
    if (now) setTimeout(this.settle, 300).unref();
  }

  private stalled(): void {
    this.fileLog.warn('c.o.l.BenchRun', `Aborting stall test (expected end time:${Math.round(this.epoch + this.startAt + this.plannedMs)} is past now)`);
    this.leave({ state: 'ABORTED', message: 'Aborted: still running 20 minutes after its planned end.' }, true);
  }

  private everySecond(): void {
    const now = this.epoch + performance.now();
    this.hand(this.recorder.takeSeconds(now), this.census.takeSeconds(now));
    if (this.phase !== 'WAITING') this.sink.progress(Math.min(99, Math.max(0, Math.floor(((performance.now() - this.startAt) / this.plannedMs) * 100))));
    this.fileLog.flush();
  }

  private conclude(): void {
    this.phase = 'OVER';
    this.hand(this.recorder.takeAll(), this.census.takeAll(this.epoch + performance.now()));
    if (this.outcome.state === 'FINISHED') this.sink.progress(100);
    this.log.info('o.a.j.e.StandardJMeterEngine', 'Notifying test listeners of end of test');
    this.jtl?.close();
    this.workshop.close();
    this.fileLog.flush();
    this.sink.ended(this.outcome);
  }

  private hand(rows: ReturnType<MetricsRecorder['takeAll']>, users: ReturnType<UserCensus['takeAll']>): void {
    if (rows.length > 0) this.sink.metrics(rows);
    if (users.length > 0) this.sink.users(users);
    const samples = this.errors.take();
    if (samples.length > 0) this.sink.errors(samples);
    this.jtl?.flush();
  }
}
