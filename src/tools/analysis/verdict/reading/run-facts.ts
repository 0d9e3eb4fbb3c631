import type { BenchResult } from '../../../../contract/bench-result.js';
import type { BenchError, ThresholdAlarm } from '../../../../contract/report-values.js';
import type { SLAProfile } from '../../../../contract/sla-profile.js';
import type { Kind } from './asked-items.js';

/** Figures of a whole run, or of one action of it; times in ms. A figure that was not measured is NaN. */
export interface Figures {
  readonly hits: number;
  readonly hitsPerSec: number;
  readonly errors: number;
  readonly avgMs: number;
  readonly deviationMs: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly connectMs: number;
}

export interface ActionFigures extends Figures { readonly actionId: string }

/** One interval of the curves; `users` undefined where the run has no user load, `avgMs` NaN where nothing answered. */
export interface Interval { readonly at: number; readonly users: number | undefined; readonly hits: number; readonly errors: number; readonly avgMs: number }

/** What a load generator says of itself; told by the embedded backend only. */
export interface GeneratorHealth { readonly injectorId: string; readonly verdict: string; readonly reasons: readonly string[] }

/** A run as it is judged. What a backend does not offer is undefined, and named in `unread`. */
export interface RunFacts {
  readonly run: BenchResult;
  readonly message: string | undefined;
  readonly generators: readonly GeneratorHealth[] | undefined;
  /** How many load generators played, where they can be listed. */
  readonly generatorCount: number | undefined;
  readonly kind: Kind;
  readonly figures: Figures;
  readonly actions: readonly ActionFigures[];
  readonly intervals: readonly Interval[];
  /** Length of an interval; 0 where there are fewer than two. */
  readonly intervalMs: number;
  readonly durationSec: number;
  readonly peakUsers: number | undefined;
  readonly errors: readonly BenchError[] | undefined;
  readonly alarms: readonly ThresholdAlarm[] | undefined;
  /** SLA profiles that the Virtual Users of the run carry; undefined where that cannot be told. */
  readonly slaProfiles: readonly SLAProfile[] | undefined;
  /** Response code → answers. */
  readonly codes: Readonly<Record<string, number>> | undefined;
  readonly nameOf: (actionId: string) => string | undefined;
  /** What could not be read, a few words each. */
  readonly unread: readonly string[];
}
