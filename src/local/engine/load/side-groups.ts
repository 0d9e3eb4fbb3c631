import type { SetUpTearDown } from '../../../contract/engine-settings.js';
import type { BenchProfile } from '../bench-protocol.js';
import type { OnceLog } from '../engine-log.js';
import type { Workshop } from '../interpreter/compile-program.js';
import type { PlaySettings, Program, SampleListener, Stage } from '../interpreter/play.js';
import { UNIT_MS, runUser } from '../interpreter/run-user.js';
import { User } from '../interpreter/user.js';
import { mostAtOnce, type UserSpan } from './curve.js';
import type { Crowd } from './jtl-columns.js';
import type { ProfileSettings } from './play-settings.js';
import { Sleepers } from './sleepers.js';

/** How long a tearDown may go on after a stop: the load has ended by then, so the system under test has its rest. */
export const TEAR_DOWN_STOPPED_MS = 10_000;
/** How long a tearDown may go on behind the planned end of the run. */
export const TEAR_DOWN_LATE_MS = 60_000;

type Side = 'setUp' | 'tearDown';

/** A profile's setUp or tearDown, ready to be played in a thread group of its own. */
export interface SideGroup {
  readonly side: Side;
  readonly program: Program;
  /** `<name> <number>-<thread>` is the name of its threads. */
  readonly name: string;
  readonly number: number;
  readonly threads: number;
  readonly rampUpMs: number;
  /** Longest life of each of its threads. */
  readonly lifetimeMs: number;
  readonly jtl: ProfileSettings['jtl'];
}

/** What a profile plays before and behind its users, compiled. `spans` are those of its users here. */
export function sideGroupsOf(played: BenchProfile, { name, number, spans }: { name: string; number: number; spans: readonly UserSpan[] }, settings: ProfileSettings, workshop: Workshop, log: OnceLog): SideGroup[] {
  return (['setUp', 'tearDown'] as const).flatMap((side) => {
    const [own, virtualUser] = [played.profile.engine.settings[side], played[side]];
    if (!own || virtualUser === undefined) return [];
    const asMany = own.numberOfThreads < 0;
    const program = workshop.compile(virtualUser, sideSettings(own, side, settings.play, log), null, settings.staticHosts);
    return [{ side, program, name: `${name} ${side}`, number, threads: asMany ? mostAtOnce(spans) : own.numberOfThreads, rampUpMs: asMany ? own.rampupPeriodSec * 1000 : 0, lifetimeMs: lifetimeOf(own), jtl: settings.jtl }];
  });
}

/** The fields of a SetUpTearDown (entities.md §4.4) as the interpreter wants them; think times are those of its own design. */
function sideSettings(own: SetUpTearDown, side: Side, profile: PlaySettings, log: OnceLog): PlaySettings {
  const endless = own.loopCount < 0;
  // A setUp that loops for ever has the run's end; a tearDown begins when that is reached.
  const once = endless && side === 'tearDown' && lifetimeOf(own) === Infinity;
  if (once) log.warn('A tearDown with loopCount -1 and no lifetime (pacing) has no end of its own: it is played once.');
  return {
    ...profile, finishesIteration: false, errorHandling: own.onSampleError, pacing: null, iterations: once ? 1 : endless ? null : own.loopCount,
    clearCookies: !own.sameUserOnEachIteration, clearCache: !own.sameUserOnEachIteration, freshConnections: !own.sameUserOnEachIteration,
  };
}

/** `pacing` of a SetUpTearDown is its lifetime. */
const lifetimeOf = ({ pacing }: SetUpTearDown): number => (pacing ? pacing.max * UNIT_MS[pacing.unit] : Infinity);

/** Plays the setUps before and the tearDowns behind the users of a run: other threads, so cookies and variables stay apart. */
export class SideGroups {
  /** What the tearDowns take from the time of the users: the longest lifetime that is set. */
  readonly reserveMs: number;
  private readonly users = new Set<User>();
  private readonly sleepers = new Sleepers();
  private readonly alive = new Map<Program, number>();
  private goesOn = false;

  constructor(private readonly groups: readonly SideGroup[], private readonly log: OnceLog, private readonly listener: SampleListener) {
    this.reserveMs = Math.max(0, ...groups.filter(({ side, lifetimeMs }) => side === 'tearDown' && lifetimeMs !== Infinity).map(({ lifetimeMs }) => lifetimeMs));
  }

  has(side: Side): boolean {
    return this.groups.some((group) => group.side === side);
  }

  /** Plays all groups of one side at once; resolves when their last thread has ended. @param endAt performance.now() by which they end. */
  async play(side: Side, endAt: number, stopTest: Stage['stopTest']): Promise<void> {
    this.goesOn = true;
    const stage: Stage = { listener: this.listener, stopTest };
    const groups = this.groups.filter((group) => group.side === side);
    this.log.info('o.a.j.e.StandardJMeterEngine', `Starting ${side} thread group(s): ${groups.map(({ name, threads }) => `${name} (${threads})`).join(', ')}`);
    await Promise.all(groups.flatMap((group) => Array.from({ length: group.threads }, (_, at) => this.thread(group, at, endAt, stage))));
    this.goesOn = false;
  }

  /** Ends what is playing behind its request in flight, or at once. */
  end(now: boolean): void {
    this.goesOn = false;
    this.sleepers.wakeAll();
    for (const user of this.users) if (now) user.abort(); else user.end();
  }

  /** Threads alive, as a JTL line of the group says it. */
  crowd(program: Program): Crowd {
    return { group: this.alive.get(program) ?? 0, all: this.users.size };
  }

  private async thread(group: SideGroup, at: number, endAt: number, stage: Stage): Promise<void> {
    await this.sleepers.until(performance.now() + (group.rampUpMs * at) / group.threads);
    const startedAt = performance.now();
    if (!this.goesOn || startedAt >= endAt) return;
    const threadName = `${group.name} ${group.number}-${at + 1}`;
    const user = new User(group.program, stage, { threadNumber: at + 1, threadName, stopAt: Math.min(endAt, startedAt + group.lifetimeMs) });
    this.users.add(user);
    this.alive.set(group.program, (this.alive.get(group.program) ?? 0) + 1);
    this.log.info('o.a.j.t.JMeterThread', `Thread started: ${threadName}`);
    await runUser(user);
    this.log.info('o.a.j.t.JMeterThread', `Thread finished: ${threadName}`);
    this.alive.set(group.program, (this.alive.get(group.program) ?? 0) - 1);
    this.users.delete(user);
  }
}
