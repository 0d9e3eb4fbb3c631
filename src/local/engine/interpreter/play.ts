import type { ErrorHandling, Pacing } from '../../../contract/engine-settings.js';
import type { AllowedHosts } from '../http/allowed-hosts.js';
import type { NameService } from '../http/name-service.js';
import type { NetworkSettings } from '../http/network-settings.js';
import type { RequestSettings } from '../http/request-plan.js';
import type { OnceLog } from '../engine-log.js';
import type { VariableSource } from '../variables/variable-source.js';
import type { RunState } from './run-state.js';
import type { Frame, Sample, SampledAction } from './sample.js';
import type { User } from './user.js';

/** One step of a compiled tree. Returns nothing when it did not have to wait. */
export interface Step {
  run(user: User, frame: Frame): Promise<void> | void;
}

/** Hears of every finished sample, in the order they end. */
export interface SampleListener {
  sample(user: User, sample: Sample): void;
  /** Whether a failed sample of this action and code is still wanted whole: bodies of others need not be kept. */
  wantsExchange(action: SampledAction, code: string): boolean;
}

/** How a profile plays its Virtual User (entities.md §4.4), read once. */
export interface PlaySettings {
  readonly mode: 'LOAD' | 'VALIDATION';
  readonly errorHandling: ErrorHandling;
  readonly pacing: Pacing | null;
  /** Most iterations per user, null = until its time is over. */
  readonly iterations: number | null;
  /** A user whose time is over plays its iteration to the end, a minute at most, instead of ending behind the request it is in. */
  readonly finishesIteration?: boolean;
  readonly clearCookies: boolean;
  /** Each iteration starts with an empty HTTP cache. */
  readonly clearCache: boolean;
  /** Each iteration starts on new connections, as another user would. */
  readonly freshConnections: boolean;
  readonly request: RequestSettings;
  readonly network: NetworkSettings;
  /** null = as designed. */
  readonly downloadResources: boolean | null;
  readonly properties: Readonly<Record<string, string>>;
  /** Recorded response codes by action, for the validation matrix. */
  readonly recordedCodes: Readonly<Record<string, number>>;
}

/** A Virtual User ready to be played by any number of users at once. */
export interface Program {
  readonly root: SampledAction;
  readonly steps: readonly Step[];
  readonly settings: PlaySettings;
  readonly hosts: AllowedHosts;
  readonly names: NameService | undefined;
  readonly variables: readonly VariableSource[];
  readonly log: OnceLog;
  /** Replaces the values of secrets, for everything that people read. */
  hide(text: string): string;
  readonly secretNames: ReadonlySet<string>;
  connectTimeoutOf(origin: string): number;
  /** What all users of the run have in common. */
  readonly state: RunState;
  /** Text of a project file; throws an Error with a sentence. */
  fileText(filename: string, encoding: string): string;
}

/** Hears how well the generator keeps time. */
export interface RunClock {
  /** A think time or pacing ended, so many ms later than it should. */
  pauseEnded(lateMs: number): void;
  /** An iteration took longer than its pacing. */
  pacingMissed(): void;
}

/** What the users of a run share with whoever runs them. */
export interface Stage {
  readonly listener: SampleListener;
  readonly clock?: RunClock | undefined;
  /** A failed sample asks to end the whole run (`STOP_TEST`, `STOP_TEST_NOW`). */
  stopTest(user: User, now: boolean): void;
}
