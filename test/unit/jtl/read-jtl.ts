import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { JtlRules } from '../../../src/local/jtl/failure-rule.js';
import { readUpload, type ReadUpload } from '../../../src/local/jtl/read-upload.js';
import { emptyMeasure, mergeMeasure, type Distribution, type Measure, type MetricRow } from '../../../src/local/measurements/measure.js';
import type { QuantityFacts, SampleFacts } from '../../independent/jtl-facts.mjs';

export interface Read extends ReadUpload { readonly seconds: MetricRow[]; readonly totals: MetricRow[] }
export interface Options { readonly filename?: string; readonly rules?: JtlRules; readonly maxBytes?: number }

/** Imports bytes as an upload of that name, down to the rows that would be stored. */
export async function readJtl(bytes: Buffer | string, { filename = 'results.jtl', rules = 'JMETER', maxBytes = 1e9 }: Options = {}): Promise<Read> {
  const path = join(tmpdir(), `jtl-${randomUUID()}`);
  writeFileSync(path, bytes);
  const seconds: MetricRow[] = [];
  const totals: MetricRow[] = [];
  const take = (rows: Iterable<MetricRow[]>): void => { for (const batch of rows) for (const row of batch) (row.second === null ? totals : seconds).push(row); };
  let counter = 0;
  try {
    const read = await readUpload({ path, filename }, { rules, maxBytes, newId: () => `id-${++counter}`, store: (tally) => { take(tally.ripe()); return Promise.resolve(); } });
    take(read.tally.last(1_700_000_000_000));
    return { ...read, seconds, totals };
  } finally {
    rmSync(path, { force: true });
  }
}

/** The sum of rows that pass. */
export function sumOf(rows: readonly MetricRow[], digits: 2 | 3, passes: (row: MetricRow) => boolean): Measure {
  const sum = emptyMeasure(digits);
  for (const row of rows) if (passes(row)) mergeMeasure(sum, row.measure);
  return sum;
}

/** Holds a measure against facts: counts and sums are equal, percentiles within the histogram's error. */
export function expectFigures(measure: Measure, facts: SampleFacts, digits: 2 | 3): void {
  expect({ hits: measure.hits, errors: measure.errors }).toEqual({ hits: facts.count, errors: facts.failed });
  expect({ ...measure.codes }).toEqual(Object.fromEntries(Object.entries(facts.codes).map(([code, times]) => [code === '' ? '(empty)' : code, times])));
  const parts: [Distribution, QuantityFacts | undefined][] = [[measure.elapsed, facts.elapsed], [measure.latency, facts.latency], [measure.connect, facts.connect], [measure.received, facts.bytes], [measure.sent, facts.sent]];
  for (const [part, quantity] of parts) {
    expect({ count: part.count, sum: part.sum, min: part.min, max: part.max }).toEqual(quantity === undefined ? { count: 0, sum: 0, min: Infinity, max: -Infinity } : { count: quantity.count, sum: quantity.sum, min: quantity.min, max: quantity.max });
  }
  for (const [histogram, quantity] of [[measure.elapsedHistogram, facts.elapsed], [measure.latencyHistogram, facts.latency], [measure.connectHistogram, facts.connect]] as const) {
    for (const [percent, exact] of [[50, quantity?.p50], [90, quantity?.p90], [95, quantity?.p95], [99, quantity?.p99]] as const) {
      if (exact === undefined) expect(histogram.percentile(percent)).toBeNaN();
      else expect(Math.abs(histogram.percentile(percent) - exact)).toBeLessThanOrEqual(exact * 10 ** -digits + 0.001);
    }
  }
}
