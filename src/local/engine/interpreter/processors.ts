import type { ExchangeView } from '../http/exchange-view.js';
import type { User } from './user.js';

/** A request with what it brought along: redirects before it, resources after it. */
export interface Views { readonly main: ExchangeView; readonly subs: readonly ExchangeView[] }

/** Milliseconds to wait before a request. */
export type Timer = (user: User) => number;

/** Runs before a request; a sentence = the request's sample is KO for this reason. */
export type PreProcessor = (user: User) => string | undefined;

/** Reads an answer into variables; a sentence = the sample is KO for this reason. May throw an Error: the same. */
export interface PostProcessor {
  readonly needsBody: boolean;
  run(views: Views, user: User): string | undefined;
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
}

export const NO_PROCESSORS: Processors = { timers: [], pre: [], post: [], assertions: [] };

/** The views that a processor looks at (`applyTo`, `ResponseAssertion.type`). */
export function inScope(views: Views, scope: 'REQUEST_ONLY' | 'REQUEST_AND_SUBREQUESTS' | 'SUBREQUESTS_ONLY'): readonly ExchangeView[] {
  if (scope === 'REQUEST_ONLY') return [views.main];
  return scope === 'SUBREQUESTS_ONLY' ? views.subs : [views.main, ...views.subs];
}
