import { resolve } from 'node:path';
import type { BenchProfile } from '../bench-protocol.js';
import { OnceLog } from '../engine-log.js';
import { Workshop } from '../interpreter/compile-program.js';
import type { Program, SampleListener, Stage } from '../interpreter/play.js';
import { runUser } from '../interpreter/run-user.js';
import type { Sample } from '../interpreter/sample.js';
import { User } from '../interpreter/user.js';
import { userSpans, type UserSpan } from '../load/curve.js';
import { profileSettings } from '../load/play-settings.js';
import type { EngineConfig, ExportedPlan } from './artillery-script.js';

/** What Artillery lets an engine report. */
export interface GuestEvents {
  emit(event: 'started'): void;
  emit(event: 'counter' | 'histogram', name: string, value: number): void;
  emit(event: 'error', text: string): void;
}

interface Group { readonly name: string; readonly program: Program; readonly free: UserSpan[] }

/** Artillery's own runners have engines for browsers; ours plays them only under its own roof. */
const NO_BROWSERS = { refused: 'Real browsers are not played below Artillery: run the scenario on the local engine.' };

/** Our interpreter as Artillery's guest: Artillery lets users in and reports, each user plays its Virtual User until its curve ends it. */
export class GuestPlay implements Stage {
  readonly listener: SampleListener;
  private readonly startedAt = performance.now();
  private readonly groups: readonly Group[];
  private readonly users = new Set<User>();
  private number = 0;
  private isStopped = false;

  /** Throws PlanRefused with a sentence when the plan cannot be played, an Error when the configuration is not ours. */
  constructor(config: Partial<EngineConfig> | undefined, private readonly events: GuestEvents) {
    const { profiles, surroundings } = planOf(config);
    const log = new OnceLog({ info: () => undefined, warn: (_logger, text) => { console.error(text); } });
    const workshop = new Workshop({ ...surroundings, allowedHosts: config?.allowedHosts ?? [], filesFolder: resolve(config?.filesFolder ?? '.'), browsers: NO_BROWSERS }, log, { folder: '.', limits: { count: 0, bytes: 0 } });
    this.groups = profiles.map(({ profile, virtualUser }) => {
      const settings = profileSettings(profile, log);
      return { name: profile.name === '' ? virtualUser.name : profile.name, program: workshop.compile(virtualUser, settings.play, settings.thinkTime, settings.staticHosts), free: userSpans(profile.load) };
    });
    this.listener = { sample: (_user, sample) => { this.told(sample); }, wantsExchange: () => false };
  }

  /** The life of one user of a profile: the one whose time has come. One that the curve has no place for goes home. */
  async live(profile: number): Promise<void> {
    const group = this.groups[profile];
    const span = group === undefined ? undefined : nearest(group.free, performance.now() - this.startedAt);
    if (group === undefined || span === undefined || this.isStopped) return;
    const threadNumber = ++this.number;
    const user = new User(group.program, this, { threadNumber, threadName: `${group.name} ${profile + 1}-${threadNumber}`, stopAt: this.startedAt + span.stopAt });
    this.users.add(user);
    await runUser(user);
    this.users.delete(user);
  }

  stopTest(_user: User, now: boolean): void {
    this.isStopped = true;
    for (const user of this.users) if (now) user.abort(); else user.end();
  }

  private told(sample: Sample): void {
    if (sample.action.kind !== 'Hit') return;
    this.events.emit('counter', 'octoperf.requests', 1);
    this.events.emit('counter', `octoperf.codes.${sample.code}`, 1);
    this.events.emit('histogram', 'octoperf.response_time', sample.elapsedMs);
    this.events.emit('histogram', `octoperf.response_time.${sample.action.actionName}`, sample.elapsedMs);
    if (!sample.success) this.events.emit('error', `${sample.action.actionName}: ${sample.failure}`.slice(0, 200));
  }
}

/** The user that should have started closest to now; a process may have to play any part of the curve. */
function nearest(free: UserSpan[], now: number): UserSpan | undefined {
  let best = 0;
  for (const [at, span] of free.entries()) if (Math.abs(span.startAt - now) < Math.abs((free[best]?.startAt ?? 0) - now)) best = at;
  return free.splice(best, 1)[0];
}

function planOf(config: Partial<EngineConfig> | undefined): ExportedPlan {
  if (typeof config?.plan !== 'string') throw new Error('config.engines.octoperf.plan is missing: export the script again, from /runtime/scenarios/artillery/{scenarioId}.');
  const { profiles, surroundings } = JSON.parse(Buffer.from(config.plan, 'base64').toString('utf8')) as ExportedPlan & { profiles: BenchProfile[] };
  const secrets = config.secrets ?? {};
  const variables = surroundings.variables.map((wrapper) => (wrapper.variable['@type'] === 'SecretVariable' ? { ...wrapper, variable: { ...wrapper.variable, value: { ...wrapper.variable.value, type: 'PLAIN' as const, value: String(secrets[wrapper.name] ?? '') } } } : wrapper));
  return { profiles, surroundings: { ...surroundings, variables } };
}
