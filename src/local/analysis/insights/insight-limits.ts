import type { InsightThresholds } from '../../../contract/bench-report.js';
import type { Insight, InsightId } from '../../../contract/report-values.js';

export type Level = Insight['level'];
type Limits = Readonly<Partial<Record<'info' | 'warn' | 'error', number>>>;

/** What an insight measures, and from which value on it is of which level; without a limit it never is of that level. */
export interface InsightRule { readonly value: string; readonly limits: Limits }

/**
 * Every insight with our defaults: the public sources give ids, possible levels and "percentages in 0..100", but no figure
 * (behaviour.md §23.5). Values are in percent but that of THRESHOLD_ALARM, a count. All read HTTP requests only (hits).
 */
export const INSIGHT_RULES: Readonly<Record<InsightId, InsightRule>> = {
  RESPONSE_TIME_GLOBAL_AVG: { value: 'how far the average response time strays from that of the whole run (rmse)', limits: { info: 25, warn: 50, error: 100 } },
  RESPONSE_TIME_STD_DEVIATION: { value: 'standard deviation of the response time, of its average', limits: { info: 50, warn: 75, error: 100 } },
  STEP_BY_STEP_RESPONSE_TIME: { value: 'the same as RESPONSE_TIME_GLOBAL_AVG of the one request that strays most, of those with 30 hits or more', limits: { info: 40, warn: 70, error: 100 } },
  CONNECT_TIME_VS_RESPONSE_TIME: { value: 'average connect time, of the average response time', limits: { info: 20, warn: 40, error: 60 } },
  LATENCY_VS_RESPONSE_TIME: { value: 'how far the latency stays below the response time, of the response time (rmse): the part of the transfer', limits: { info: 30, warn: 50, error: 70 } },
  HIT_RATE_INFLEXION_POINT: { value: 'hits per user lost between low load (up to half of the peak) and high load (90 % of the peak or more)', limits: { warn: 20, error: 40 } },
  STEP_BY_STEP_ERRORS: { value: 'failed hits of the request that fails most, of its hits', limits: { info: 1, warn: 5, error: 10 } },
  PEAK_OF_ERRORS: { value: 'how far the percentage of errors strays from that of the whole run (rmse, in points)', limits: { info: 1, warn: 5, error: 10 } },
  OVERALL_ERROR_4XX: { value: 'hits answered with 4XX, of all hits', limits: { info: 1, warn: 2, error: 5 } },
  OVERALL_ERROR_5XX: { value: 'hits answered with 5XX, of all hits', limits: { info: 0.1, warn: 1, error: 5 } },
  OVERALL_ERROR_NONE: { value: 'hits without an HTTP answer (refused, reset, timed out), of all hits', limits: { info: 0.1, warn: 1, error: 5 } },
  THROUGHPUT_IMAGE_NEW_FORMAT: { value: 'received bytes of images in older formats (not WebP, AVIF or SVG), of all received bytes', limits: { info: 10 } },
  THROUGHPUT_IMAGE_OPTIMIZE: { value: 'received bytes of images, of all received bytes', limits: { info: 50 } },
  THROUGHPUT_CSS: { value: 'received bytes of style sheets, of all received bytes', limits: { info: 15 } },
  THROUGHPUT_JAVASCRIPT: { value: 'received bytes of scripts, of all received bytes', limits: { info: 30 } },
  THRESHOLD_ALARM: { value: 'breaches of SLA thresholds (count); WARN and ERROR as the worst one', limits: {} },
};

/** Thresholds of an item and of its report by insight id. */
export interface AskedThresholds { readonly item: Readonly<Record<string, InsightThresholds>>; readonly report: Readonly<Record<string, number>> }

/**
 * The limits of an insight: those asked for by the item, else by the report (one figure there: below it nothing is reported), else the
 * defaults. A default gives way to what was asked: a lower level never begins above a higher one, nor the other way round.
 */
export function limitsOf(id: InsightId, { item, report }: AskedThresholds): Limits {
  const floor = report[id];
  const asked: InsightThresholds = item[id] ?? (floor === undefined ? {} : { info: floor });
  const { limits } = INSIGHT_RULES[id];
  const { info = -Infinity, warn = -Infinity } = asked;
  return {
    ...(limits.info === undefined ? {} : { info: asked.info ?? Math.min(limits.info, asked.warn ?? Infinity, asked.error ?? Infinity) }),
    ...(limits.warn === undefined ? {} : { warn: asked.warn ?? Math.max(info, Math.min(limits.warn, asked.error ?? Infinity)) }),
    ...(limits.error === undefined ? {} : { error: asked.error ?? Math.max(limits.error, info, warn) }),
  };
}

/** The highest level that the value reaches; PASSED where it reaches none. */
export function levelOf(value: number, { info = Infinity, warn = Infinity, error = Infinity }: Limits): Level {
  if (value >= error) return 'ERROR';
  if (value >= warn) return 'WARN';
  return value >= info ? 'INFO' : 'PASSED';
}
