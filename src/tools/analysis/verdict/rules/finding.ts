import type { MetricId } from '../../../../contract/metric.js';

/** FAIL and WARN decide the verdict; INFO is worth knowing beside it. */
export type Severity = 'FAIL' | 'WARN' | 'INFO';

/** Which rule speaks; docs/verdicts.md explains each. */
export type RuleName =
  | 'STATE' | 'GENERATOR' | 'SLA' | 'ERRORS' | 'ACTION_ERRORS' | 'ERROR_BURST' | 'THRESHOLD' | 'SLOWDOWN' | 'THROUGHPUT_DROP' | 'SATURATION' | 'BASELINE' | 'NOT_MODIFIED' | 'CONNECT_TIME';

/** What shows a finding: an item of the report of one of these types, with that metric, else the tool that tells it. */
export interface Shown {
  readonly types: readonly string[];
  readonly metric?: MetricId;
  /** An item that tells why, to be read after it. */
  readonly then?: string;
  /** Stretch of the run to look at, epoch ms. */
  readonly from?: number;
  readonly to?: number;
  readonly otherwise: 'get_bench_result' | 'list_bench_result_files' | 'compare_bench_results';
}

/** One reason for a verdict. */
export interface Finding {
  readonly rule: RuleName;
  readonly severity: Severity;
  /** One sentence. */
  readonly what: string;
  readonly figure?: number;
  readonly unit?: string;
  /** What the figure was held against, in the same unit. */
  readonly threshold?: number;
  readonly shown: Shown;
  /** True where it was taken from response times: an overloaded generator makes it doubtful. */
  readonly ofTimes?: boolean;
}

/** Limits of the caller; those left out are taken from docs/verdicts.md, and there is none for times. */
export interface Thresholds { readonly errorPercent?: number | undefined; readonly avgMs?: number | undefined; readonly p95Ms?: number | undefined; readonly p99Ms?: number | undefined }
