import type { JtlSample } from './jtl-sample.js';

/**
 * Whose rules an import follows. `JMETER`: whatever JMeter writes is taken, and its own verdict counts. `OCTOPERF`: as documented of
 * the platform (jtl-import skill): zips of CSV files with ten columns, the `success` column ignored.
 */
export const JTL_RULES = ['JMETER', 'OCTOPERF'] as const;
export type JtlRules = (typeof JTL_RULES)[number];

type Judged = Pick<JtlSample, 'success' | 'errorCount' | 'failureMessage' | 'code'>;

/** How many of the samples that this one stands for failed. */
export function failuresIn(sample: Judged & Pick<JtlSample, 'sampleCount'>, rules: JtlRules): number {
  if (sample.sampleCount > 1 && sample.errorCount !== undefined) return Math.min(sample.sampleCount, sample.errorCount);
  return hasFailed(sample, rules) ? sample.sampleCount : 0;
}

/** JMeter's verdict where it is there; else what the platform goes by; else the response code. */
export function hasFailed(sample: Judged, rules: JtlRules): boolean {
  const byPlatform = (sample.errorCount ?? 0) > 0 || sample.failureMessage !== '';
  if (rules === 'OCTOPERF') return byPlatform;
  return sample.success === undefined ? byPlatform || isErrorCode(sample.code) : !sample.success;
}

/** A 4xx, a 5xx, or what JMeter writes where there was no answer. */
const isErrorCode = (code: string | undefined): boolean => code !== undefined && (/^[45]\d\d$/.test(code) || code.startsWith('Non HTTP response code'));
