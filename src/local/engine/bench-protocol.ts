import type { HttpExchange } from '../../contract/http-exchange.js';
import type { HttpServer } from '../../contract/http-server.js';
import type { UserProfile } from '../../contract/scenario.js';
import type { VariableWrapper } from '../../contract/variable.js';
import type { VirtualUser } from '../../contract/virtual-user.js';
import type { FailedSample } from '../measurements/failed-sample.js';
import type { GeneratorSecond } from '../measurements/generator.js';
import type { MetricRow, UserLoadRow } from '../measurements/measure.js';
import type { BrowserMeans } from './browsers/chromium.js';
import type { UserShare } from './load/deal.js';

/** What a Virtual User needs around it to be played. Everything is plain JSON: it crosses a process border. */
export interface Surroundings {
  readonly servers: readonly HttpServer[];
  readonly variables: readonly VariableWrapper[];
  /** Fragment Virtual Users that links point to. */
  readonly fragments: readonly VirtualUser[];
  /** Folder of the project's files, where CSV variables and file bodies are read; undefined where there are none. */
  readonly filesFolder?: string | undefined;
  /** Hosts that may be reached (`*` = any): the engine must not become a weapon. Loopback names are always on it. */
  readonly allowedHosts: readonly string[];
  /** Whether script actions (JavaScript) are run, in a process that can only compute; `sandboxed` where nothing is said. */
  readonly scripts?: 'sandboxed' | 'refused' | undefined;
  /** The Chromium that browser users are played with, or why there is none. */
  readonly browsers?: BrowserMeans | undefined;
  /** Where several generators play a run: this one's place among them. Data that all users share are dealt to them in turn. */
  readonly part?: { readonly index: number; readonly of: number } | undefined;
}

/** A profile and what it plays. A load generator that is not to play the profile's setUp or tearDown gets none (scope GLOBAL: one of them does). */
export interface BenchProfile {
  readonly profile: UserProfile;
  readonly virtualUser: VirtualUser;
  readonly setUp?: VirtualUser | undefined;
  readonly tearDown?: VirtualUser | undefined;
  /** Its number in the scenario, from 1, where the plan has only some of the profiles. */
  readonly number?: number;
  /** Whom of its users this generator plays; all where nothing is said. */
  readonly share?: UserShare;
}

/** One load run as its child process receives it. */
export interface BenchPlan {
  readonly benchResultId: string;
  readonly scenarioName: string;
  readonly profiles: readonly BenchProfile[];
  readonly surroundings: Surroundings;
  /** Where `jmeter.log`, `*.jtl` are written (the names OctoPerf's clients know). */
  readonly outputFolder: string;
  readonly region: string;
  readonly injectorId: string;
  /** With several generators: report `ready` when all users are let in, and start when told to. */
  readonly gated?: boolean;
  /** With several generators and a setUp among them: report `ready` once more behind the own setUps, and let users in when told to again. */
  readonly meets?: boolean;
  /** What is to be added to this machine's clock to read the clock of the backend, in ms: all figures are in its time. */
  readonly clockOffsetMs?: number;
  /** Users of profiles that other generators alone play, so that every user of a run has a number of its own. */
  readonly usersElsewhere?: number;
}

/** A failed sample with what was sent and answered. */
export interface ErrorSample extends FailedSample { readonly exchange: HttpExchange }

/** How a run ended. `ERROR` = it never got to load (bad plan, refused host, child that did not start). */
export interface BenchEnd {
  readonly state: 'FINISHED' | 'ABORTED' | 'ERROR';
  readonly message: string;
  /** The on-sample-error policy of a profile ended the whole test: other generators of the run are to end, too. */
  readonly testStopped?: boolean;
}

/** Receives what a run measures, in order, once a second; each call is to be stored before the next. */
export interface BenchSink {
  /** A gated run: everybody is at the gate; where generators meet behind the setUps, the same once more. */
  ready?(): void;
  /** The first user started, at this epoch ms. */
  running(startedAt: number): void;
  /** Rows of seconds that are over, plus (once, before the end) the whole-run rows with `second: null`. */
  metrics(rows: readonly MetricRow[]): void;
  users(rows: readonly UserLoadRow[]): void;
  errors(samples: readonly ErrorSample[]): void;
  /** What the load generator measured of itself. */
  generator?(rows: readonly GeneratorSecond[]): void;
  /** Percent of the planned time, 0 to 100. */
  progress(percent: number): void;
  ended(end: BenchEnd): void;
}

export interface BenchHandle {
  /** Process id of the load generator. */
  readonly pid: number | undefined;
  /** Ends the load within a second; `by` goes into jmeter.log as the one who aborted it. A tearDown then has ten seconds, a second stop ends it. The sink hears `ended`. */
  stop(by: string): void;
  /** Opens the gate of a gated run, or the one behind the setUps, at this moment of the backend's clock (epoch ms). */
  go(at: number): void;
}

/** One request as a validation saw it. A node inside a loop yields one per pass. */
export interface ValidationSample {
  readonly actionId: string;
  readonly timestamp: number;
  readonly success: boolean;
  readonly exchange: HttpExchange;
  readonly message: string;
}

export interface ValidationPlan {
  readonly virtualUser: VirtualUser;
  readonly surroundings: Surroundings;
  readonly iterations: number;
  /** Recorded response code per action, for the OK/KO matrix. */
  readonly recordedCodes: Readonly<Record<string, number>>;
  readonly outputFolder: string;
  /** Longest body kept per message, in bytes. */
  readonly bodyLimit: number;
}

export interface ValidationEnd { readonly state: 'FINISHED' | 'ABORTED' | 'ERROR'; readonly message: string }
