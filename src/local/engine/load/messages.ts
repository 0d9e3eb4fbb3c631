import type { BenchEnd, BenchPlan, ErrorSample } from '../bench-protocol.js';
import type { GeneratorSecond } from '../../measurements/generator.js';
import type { UserLoadRow } from '../../measurements/measure.js';
import type { StoredRow } from '../../measurements/stored-row.js';

/** From the server to its load generator. */
export type Order = { readonly type: 'plan'; readonly plan: BenchPlan } | { readonly type: 'go'; readonly at: number } | { readonly type: 'stop'; readonly by: string };

/** From the load generator to the server, in the order things happened. */
export type Report =
  | { readonly type: 'ready' }
  | { readonly type: 'running'; readonly startedAt: number }
  | { readonly type: 'metrics'; readonly rows: readonly StoredRow[] }
  | { readonly type: 'users'; readonly rows: readonly UserLoadRow[] }
  | { readonly type: 'generator'; readonly rows: readonly GeneratorSecond[] }
  | { readonly type: 'errors'; readonly samples: readonly ErrorSample[] }
  | { readonly type: 'progress'; readonly percent: number }
  | { readonly type: 'ended'; readonly end: BenchEnd };
