import type { BenchEnd, BenchPlan, BenchSink } from '../bench-protocol.js';
import { LOAD_FILES } from '../browsers/result-files.js';
import { OnceLog, type EngineLog } from '../engine-log.js';
import { Workshop } from '../interpreter/compile-program.js';
import type { Program, SampleListener, Stage } from '../interpreter/play.js';
import { runUser } from '../interpreter/run-user.js';
import type { Sample, SampledAction } from '../interpreter/sample.js';
import { User } from '../interpreter/user.js';
import { mostAtOnce } from './curve.js';
import { ErrorSamples } from './error-samples.js';
import { GeneratorWatch } from './generator-watch.js';
import type { Crowd } from './jtl-columns.js';
import { JtlFile } from './jtl-file.js';
import { MetricsRecorder } from './metrics-recorder.js';
import { requireOpenFiles } from './open-files.js';
import { isMine, runGroups, slotsOf, type RunGroup, type UserSlot } from './run-groups.js';
import { SideGroups, TEAR_DOWN_LATE_MS, TEAR_DOWN_STOPPED_MS } from './side-groups.js';
import { Sleepers } from './sleepers.js';
import { UserCensus } from './user-census.js';

/** Lets users in: calls `arrival` once for each number below `count`. */
export type Admission = (count: number, arrival: (index: number) => Promise<void>) => Promise<{ close: () => Promise<void> }>;

/** Between the last admission and the start, so that the very first users are on time, too. */
const LEAD_MS = 20;
/** A run that goes on so long after its planned end is aborted (behaviour.md §19.6). */
const STALL_MS = 20 * 60_000;
/** How long the end of a run waits for its browsers, after a stop and otherwise. */
const STOPPED_MS = 200;
const CLOSED_MS = 10_000;

/** Whose samples go where: the users of a profile, or its setUp or tearDown. */
interface Heard { readonly jtl: RunGroup['jtl']; crowd(): Crowd }

/** One load run from its plan to its end, in the process it is called in. Everything measured goes to the sink. */
export class BenchRun implements Stage, SampleListener {
  readonly listener: SampleListener = this;
  readonly clock: GeneratorWatch;
  /** Epoch ms of performance.now() = 0, by the clock of today: the process may be older than the last change of the clock. */
  private readonly epoch: number;
  private readonly log: OnceLog;
  private readonly workshop: Workshop;
  private readonly slots: readonly UserSlot[];
  private readonly heard = new Map<Program, Heard>();
  private readonly recorder: MetricsRecorder;
  private readonly errors: ErrorSamples;
  private readonly jtl: JtlFile | undefined;
  private readonly census: UserCensus;
  private readonly users = new Set<User>();
  private readonly sides: SideGroups;
  private readonly sleepers = new Sleepers();
  private readonly plannedMs: number;
  /** When the run began, and when its users did: behind the setUps. Moments of performance.now(). */
  private begunAt = 0;
  private startAt = 0;
  private beginning: Promise<void> | undefined;
  private met: (() => void) | undefined;
  private tearsDown = true;
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
    this.clock = new GeneratorWatch({ region: plan.region, injectorId: plan.injectorId });
    this.workshop = new Workshop(plan.surroundings, this.log, { folder: plan.outputFolder, limits: LOAD_FILES });
    const { groups, sides } = runGroups(plan, this.workshop, this.log);
    for (const { program, place, jtl } of groups) this.heard.set(program, { jtl, crowd: () => this.census.crowd(place) });
    for (const { program, jtl } of sides) this.heard.set(program, { jtl, crowd: () => this.sides.crowd(program) });
    this.sides = new SideGroups(sides, this.log, this);
    const everybody = slotsOf(groups, plan.usersElsewhere ?? 0);
    this.slots = everybody.filter(({ group, numberInGroup }) => isMine(group, numberInGroup));
    this.living = this.slots.length;
    requireOpenFiles(mostAtOnce(this.slots.map(({ span }) => span)));
    this.plannedMs = everybody.reduce((longest, { span }) => Math.max(longest, span.stopAt), 1);
    this.recorder = new MetricsRecorder(this.workshop.actions.all, plan, this.epoch);
    this.errors = new ErrorSamples(this.epoch);
    this.census = new UserCensus(groups.map(({ profileId }) => profileId), plan);
    const writing = groups.filter(({ jtl }) => jtl !== 'NONE');
    this.jtl = writing.length === 0 ? undefined : new JtlFile(plan.outputFolder, this.epoch, writing.map(({ columns }) => columns));
    this.over = new Promise((resolve) => { this.settle = resolve; });
  }

  /** Replaces secret values in what people read. */
  hide(text: string): string { return this.workshop.hide(text); }

  /** Runs to the end; resolves when everything was handed to the sink. (The constructor throws PlanRefused when the plan cannot be run.) */
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
    await this.beginning;
    await this.tearDown();
    clearInterval(tick);
    clearTimeout(stall);
    await admission.close();
    await this.conclude();
  }

  /** Ends at once; what is in flight counts as nothing. `by` = who wanted it: a person, or the system by a signal, which the log tells apart. */
  stop(by: string, bySystem = false): void {
    // Who stops a second time does not want to wait for a tearDown.
    if (this.phase === 'STOPPING') { this.tearsDown = false; this.sides.end(true); }
    if (this.phase === 'STOPPING' || this.phase === 'OVER') return;
    if (bySystem) this.log.info('o.a.j.JMeter', 'Command: Shutdown received from /127.0.0.1');
    else this.log.info('c.o.l.BenchRun', `${by} aborted the test`);
    if (!bySystem) this.log.info('c.o.l.BenchRun', 'Test status changed: RUNNING => ABORTED');
    this.leave({ state: 'ABORTED', message: `Aborted by ${by}.` }, true);
  }

  stopTest(user: User, now: boolean): void {
    if (this.phase !== 'ON') return;
    if (now) this.tearsDown = false;
    this.log.info('o.a.j.t.JMeterThread', `${now ? 'Stop Test Now' : 'Shutdown Test'} detected by thread: ${user.threadName}`);
    this.leave({ state: 'FINISHED', testStopped: true, message: `Stopped by the on-sample-error policy of the user profile (${user.threadName}).` }, now);
  }

  sample(user: User, sample: Sample): void {
    if (this.phase === 'OVER') return;
    this.recorder.add(sample);
    if (!sample.success) this.errors.add(sample);
    const group = this.heard.get(user.program);
    if (this.jtl === undefined || group === undefined || group.jtl === 'NONE' || (group.jtl === 'ERRORS' && sample.success)) return;
    if (sample.action.kind === 'Hit' || sample.exchange !== undefined || sample.listed === true) this.jtl.add(sample, user.threadName, group.crowd());
  }

  wantsExchange(action: SampledAction, code: string): boolean {
    return this.errors.wants(action, code);
  }

  private begin(): void {
    if (this.phase !== 'WAITING') return;
    if (this.plan.gated === true) this.sink.ready?.();
    else this.beginning = this.start(performance.now() + LEAD_MS);
  }

  /** Opens the gate at this moment of the backend's clock; what should have begun before begins at once. */
  go(at: number): void {
    if (this.phase === 'WAITING') this.beginning = this.start(at - this.epoch);
    else if (this.met !== undefined && this.phase === 'ON') {
      this.startAt = at - this.epoch;
      this.met();
    }
  }

  private async start(at: number): Promise<void> {
    this.phase = 'ON';
    this.begunAt = at;
    this.startAt = this.begunAt;
    this.census.begin(this.epoch + this.begunAt);
    this.clock.begin();
    this.sink.running(Math.round(this.epoch + this.begunAt));
    if (this.sides.has('setUp')) await this.setUp();
    if (this.plan.meets === true && this.phase === 'ON') await this.meet();
    this.open();
  }

  /** Users of a run start behind all of its setUps, also those that other generators play. */
  private async meet(): Promise<void> {
    const met = new Promise<void>((resolve) => { this.met = resolve; });
    this.sink.ready?.();
    await met;
  }

  /** All setUps together, then the curves: their time is taken out of that of the users, whose end stays where it was planned. */
  private async setUp(): Promise<void> {
    await this.sides.play('setUp', this.usersEndAt, (user, now) => { this.stopTest(user, now); });
    this.startAt = performance.now() + LEAD_MS;
    this.log.info('c.o.l.BenchRun', `setUp took ${Math.round(this.startAt - this.begunAt)} ms of the planned ${this.plannedMs} ms`);
    if (this.phase === 'ON' && this.startAt >= this.usersEndAt) this.fileLog.warn('c.o.l.BenchRun', 'The setUp took all of the planned time: no user starts. Give it a lifetime, or the profile a longer plateau.');
  }

  /** Behind the users, also behind those of a stopped run, but not after "stop test now". */
  private async tearDown(): Promise<void> {
    if (!this.tearsDown || this.beginning === undefined || !this.sides.has('tearDown')) return;
    const now = performance.now();
    const endAt = this.phase === 'STOPPING' ? now + TEAR_DOWN_STOPPED_MS : Math.max(now, this.begunAt + this.plannedMs) + TEAR_DOWN_LATE_MS;
    await this.sides.play('tearDown', endAt, (_user, atOnce) => { this.sides.end(atOnce); });
  }

  /** The planned end, less what tearDowns were given; at least half of the time is the users'. */
  private get usersEndAt(): number {
    return this.begunAt + this.plannedMs - Math.min(this.sides.reserveMs, this.plannedMs / 2);
  }

  private async life(slot: UserSlot | undefined): Promise<void> {
    if (slot === undefined) return;
    await this.gate;
    if (this.phase === 'ON') await this.sleepers.until(this.startAt + slot.span.startAt);
    if (this.phase === 'ON') await this.liveOn(slot);
    if (--this.living === 0) this.settle();
  }

  private async liveOn({ group, span, threadNumber, numberInGroup }: UserSlot): Promise<void> {
    const threadName = `${group.name} ${group.number}-${numberInGroup}`;
    const stopAt = Math.min(this.startAt + span.stopAt, this.usersEndAt);
    if (this.startAt > this.begunAt && performance.now() >= stopAt) return;
    const user = new User(group.program, this, { threadNumber, threadName, stopAt });
    this.users.add(user);
    this.clock.userStarted(performance.now() - this.startAt - span.startAt);
    this.census.enter(group.place, this.epoch + performance.now());
    this.log.info('o.a.j.t.JMeterThread', `Thread started: ${threadName}`);
    await runUser(user);
    this.log.info('o.a.j.t.JMeterThread', `Thread finished: ${threadName}`);
    this.census.leave(group.place, this.epoch + performance.now());
    this.users.delete(user);
  }

  private leave(outcome: BenchEnd, now: boolean): void {
    this.outcome = outcome;
    this.phase = 'STOPPING';
    this.met?.();
    this.open();
    this.sleepers.wakeAll();
    this.sides.end(now);
    for (const user of this.users) if (now) user.abort(); else user.end();
    // Aborted users end in this very turn; should one not, the run ends without it.
    if (now) setTimeout(this.settle, 300).unref();
  }

  private stalled(): void {
    this.fileLog.warn('c.o.l.BenchRun', `Aborting stall test (expected end time:${Math.round(this.epoch + this.begunAt + this.plannedMs)} is past now)`);
    this.tearsDown = false;
    this.leave({ state: 'ABORTED', message: 'Aborted: still running 20 minutes after its planned end.' }, true);
  }

  private everySecond(): void {
    const now = this.epoch + performance.now();
    this.hand(this.recorder.takeSeconds(now), this.census.takeSeconds(now));
    if (this.phase !== 'WAITING') this.sink.progress(Math.min(99, Math.max(0, Math.floor(((performance.now() - this.begunAt) / this.plannedMs) * 100))));
    this.fileLog.flush();
  }

  private async conclude(): Promise<void> {
    this.phase = 'OVER';
    // Browsers of a run that was stopped close by themselves, behind it.
    await Promise.race([this.workshop.close(), new Promise((resolve) => { setTimeout(resolve, this.outcome.state === 'ABORTED' ? STOPPED_MS : CLOSED_MS).unref(); })]);
    this.hand(this.recorder.takeAll(), this.census.takeAll(this.epoch + performance.now()));
    if (this.outcome.state === 'FINISHED') this.sink.progress(100);
    this.clock.end();
    this.log.info('o.a.j.e.StandardJMeterEngine', 'Notifying test listeners of end of test');
    this.jtl?.close();
    this.fileLog.flush();
    this.sink.ended(this.outcome);
  }

  private hand(rows: ReturnType<MetricsRecorder['takeAll']>, users: ReturnType<UserCensus['takeAll']>): void {
    if (rows.length > 0) this.sink.metrics(rows);
    if (users.length > 0) this.sink.users(users);
    const samples = this.errors.take();
    if (samples.length > 0) this.sink.errors(samples);
    this.jtl?.flush();
    const generator = this.clock.take(this.epoch + performance.now());
    if (generator.length > 0) this.sink.generator?.(generator);
  }
}
