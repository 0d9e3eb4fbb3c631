import type { ExchangeView } from '../http/exchange-view.js';
import type { User } from './user.js';

/** What scripts say about a sample instead of what was measured. */
export interface Remarks { success?: boolean; code?: string; message?: string; ignored?: boolean }

/** A request with what it brought along: redirects before it, resources after it. */
export interface Views {
  readonly main: ExchangeView;
  readonly subs: readonly ExchangeView[];
  readonly remarks: Remarks;
  /** Of the whole sample, redirects included, in ms. */
  readonly elapsedMs: number;
}

/** Milliseconds to wait before a request; a promise has waited by itself and gives the ms it took. */
export type Timer = (user: User) => number | Promise<number>;

/** Nothing, or a sentence: the sample is KO for this reason. Only scripts need time. */
export type Complaint = string | undefined | Promise<string | undefined>;

/** Runs before a request. */
export type PreProcessor = (user: User) => Complaint;

/** Hears how a sample ended (JMeter's Result Status Action Handler). */
export type Aftermath = (user: User, success: boolean) => void;

/** Reads an answer into variables. May throw an Error: the sample is KO for this reason. */
export interface PostProcessor {
  readonly needsBody: boolean;
  run(views: Views, user: User): Complaint;
}

/** Judges an answer; a sentence = it failed. Thrown Errors count as assertion errors (it could not be judged). */
export interface Assertion {
  readonly name: string;
  readonly needsBody: boolean;
  /** A 4xx/5xx status does not make the sample KO (entities.md §3.4). */
  readonly assumeSuccess: boolean;
  check(views: Views, user: User): string | undefined;
}

/** Everything in scope of a request (behaviour of JMeter's scoping rules): ancestors' processors and its own. */
export interface Processors {
  readonly timers: readonly Timer[];
  /** Outermost first. */
  readonly pre: readonly PreProcessor[];
  /** Outermost first, so in tree order. */
  readonly post: readonly PostProcessor[];
  /** Own first, then outwards. */
  readonly assertions: readonly Assertion[];
  readonly after: readonly Aftermath[];
}

export const NO_PROCESSORS: Processors = { timers: [], pre: [], post: [], assertions: [], after: [] };

/** The views that a processor looks at (`applyTo`, `ResponseAssertion.type`). */
export function inScope(views: Views, scope: 'REQUEST_ONLY' | 'REQUEST_AND_SUBREQUESTS' | 'SUBREQUESTS_ONLY'): readonly ExchangeView[] {
  if (scope === 'REQUEST_ONLY') return [views.main];
  return scope === 'SUBREQUESTS_ONLY' ? views.subs : [views.main, ...views.subs];
}
