import type { BenchEnd, BenchPlan, BenchSink } from '../../../engine/bench-protocol.js';
import type { Report } from '../../../engine/load/messages.js';
import { deliver } from '../../../engine/start-bench.js';
import type { BenchRecorder } from './bench-recorder.js';
import type { CrewMember } from './crew-member.js';

/** Between the last agent that is ready and the start: enough for every agent to hear of it, however far it is. */
const LEAD_MS = 400;

export interface CrewWork { readonly member: CrewMember; readonly plan: BenchPlan }
type Recorder = BenchSink & Pick<BenchRecorder, 'note'>;

/**
 * The generators of one run: all get ready, then start at the same moment, and the run ends when the last one ended. One that is
 * lost or fails takes the others with it: half of a load that was asked for measures another test. Everything received is kept.
 */
export class LoadCrew {
  private readonly ready = new Set<CrewMember>();
  /** Those whose setUps are over. */
  private readonly met = new Set<CrewMember>();
  private readonly ends = new Map<CrewMember, BenchEnd>();
  private readonly percents = new Map<CrewMember, number>();
  private outcome: BenchEnd | undefined;
  private isStarted = false;
  private isRunning = false;
  private deadline: NodeJS.Timeout | undefined;

  /** @param readyMs how long the members may take to get ready. */
  constructor(private readonly work: readonly CrewWork[], private readonly recorder: Recorder, private readonly readyMs: number) {}

  begin(): void {
    if (this.isGated) this.deadline = setTimeout(() => { this.late(); }, this.readyMs);
    for (const { member, plan } of this.work) {
      if (this.tells) this.recorder.note(`AGENT ${member.name}: gets ${member.users} user(s), its figures carry the injectorId ${member.injectorId}`);
      member.prepare(plan, (report) => { this.hear(member, report); });
    }
  }

  /** The run is to end: every member stops within a second. */
  stop(by: string): void {
    this.end({ state: 'ABORTED', message: this.isRunning || !this.isGated ? `Aborted by ${by}.` : `Aborted by ${by} before any load.` }, by);
  }

  private get isGated(): boolean { return this.work.some(({ plan }) => plan.gated === true); }
  /** The engine inside the backend alone has nothing to tell that the states of the run do not. */
  private get tells(): boolean { return this.isGated; }

  private hear(member: CrewMember, report: Report): void {
    switch (report.type) {
      case 'ready': this.atTheGate(member); return;
      case 'running': this.running(member, report.startedAt); return;
      case 'progress': this.progress(member, report.percent); return;
      case 'ended': this.over(member, report.end); return;
      default: deliver(report, this.recorder);
    }
  }

  private atTheGate(member: CrewMember): void {
    if (this.isStarted) { this.behindSetUp(member); return; }
    this.ready.add(member);
    if (this.tells) this.recorder.note(`AGENT ${member.name}: ready`);
    if (this.ready.size < this.work.length || this.outcome !== undefined) return;
    this.isStarted = true;
    clearTimeout(this.deadline);
    this.recorder.note(`All ${this.work.length} agent(s) are ready: the load starts at ${this.goTogether()}`);
  }

  /** Nobody's users start before the setUps of all are over. */
  private behindSetUp(member: CrewMember): void {
    this.met.add(member);
    this.recorder.note(`AGENT ${member.name}: its setUps are over`);
    if (this.met.size < this.work.length || this.outcome !== undefined) return;
    this.recorder.note(`All setUps are over: the users start at ${this.goTogether()}`);
  }

  /** Far enough ahead for every agent to hear of it. @returns the moment, in words */
  private goTogether(): string {
    const at = Date.now() + LEAD_MS + 2 * Math.max(...this.work.map(({ member }) => member.roundTripMs));
    for (const { member } of this.work) member.go(at);
    return new Date(at).toISOString();
  }

  private running(member: CrewMember, startedAt: number): void {
    if (this.tells) this.recorder.note(`AGENT ${member.name}: load on`);
    if (this.isRunning) return;
    this.isRunning = true;
    this.recorder.running(startedAt);
  }

  /** As far as the slowest. */
  private progress(member: CrewMember, percent: number): void {
    this.percents.set(member, percent);
    const known = this.work.map(({ member: one }) => (this.ends.has(one) ? 100 : (this.percents.get(one) ?? 0)));
    this.recorder.progress(Math.min(...known));
  }

  private over(member: CrewMember, end: BenchEnd): void {
    if (this.ends.has(member)) return;
    this.ends.set(member, end);
    if (this.tells) this.recorder.note(`AGENT ${member.name}: ${end.state}${end.message === '' ? '' : ` ${end.message}`}`);
    const isPlain = end.state === 'FINISHED' && end.testStopped !== true;
    if (!isPlain) this.end(this.named(member, end), end.testStopped === true ? 'the on-sample-error policy of a profile' : `the end of the agent ${member.name}`);
    if (this.ends.size < this.work.length) return;
    clearTimeout(this.deadline);
    const message = [...this.ends.values()].map((one) => one.message).find((text) => text !== '') ?? '';
    this.recorder.ended(this.outcome ?? { state: 'FINISHED', message: this.work.length === 1 ? message : '' });
  }

  /** The first reason counts; the others follow from it. */
  private end(outcome: BenchEnd, by: string): void {
    this.outcome ??= outcome;
    for (const { member } of this.work) if (!this.ends.has(member)) member.stop(by);
  }

  private named(member: CrewMember, { state, message }: BenchEnd): BenchEnd {
    if (!this.tells) return { state, message };
    if (state === 'FINISHED') return { state, message };
    return { state: this.isRunning ? 'ABORTED' : state, message: `The agent ${member.name} ended early: ${message === '' ? 'it gave no reason.' : message} The other agents were stopped; everything received until then is kept.` };
  }

  private late(): void {
    const missing = this.work.filter(({ member }) => !this.ready.has(member)).map(({ member }) => member.name);
    this.end({ state: 'ERROR', message: `${missing.join(' and ')} did not get ready within ${this.readyMs / 1000} s (local.agents.ready-seconds). No load was made.` }, 'the backend, which waited too long for all agents to be ready');
  }
}
