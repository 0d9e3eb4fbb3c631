import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gzipSync } from 'node:zlib';
import { figuresOf } from '../../independent/jtl-facts.mjs';
import { csvDialect, csvOf, madeSamples, type MadeSample, plain, xmlDialect, xmlOf } from './dialects.js';
import { expectFigures, readJtl, sumOf, type Read } from './read-jtl.js';

const RUNS = 100;
const hits = (read: Read, label?: string) => sumOf(read.totals, 3, ({ series }) => series.subSampleType === 'Hit' && (label === undefined || series.actionName === label));

function expectAll(read: Read, samples: readonly MadeSample[], blind: readonly ('latency' | 'connect' | 'bytes' | 'sent')[] = []): void {
  const seen = (one: MadeSample) => ({ ...plain(one), ...Object.fromEntries(blind.map((part) => [part, undefined])) });
  expectFigures(hits(read), figuresOf(samples.map(seen)), 3);
  expectFigures(sumOf(read.seconds, 2, ({ series }) => series.subSampleType === 'Hit'), figuresOf(samples.map(seen)), 2);
  for (const label of new Set(samples.map((one) => one.label))) expectFigures(hits(read, label), figuresOf(samples.filter((one) => one.label === label).map(seen)), 3);
  expect(read.files[0]?.skipped).toBe(0);
  expect([read.tally.startedAt, read.tally.endedAt]).toEqual([Math.min(...samples.map(({ start }) => start)), Math.max(...samples.map(({ start, elapsed }) => start + elapsed))]);
  for (const { second } of read.seconds) expect(samples.some(({ start, elapsed }) => Math.floor((start + elapsed) / 1000) === second) || read.tally.counts.resources > 0).toBe(true);
}

describe('any samples in any dialect', () => {
  it('of CSV: figures equal those of the samples that were written', async () => {
    await fc.assert(fc.asyncProperty(madeSamples, csvDialect, fc.boolean(), async (samples, dialect, zipped) => {
      const bytes = csvOf(samples, dialect);
      expectAll(await readJtl(zipped ? gzipSync(bytes) : bytes), samples);
    }), { numRuns: RUNS });
  });
  it('of XML: the same, and what is inside of a sample does not count again', async () => {
    await fc.assert(fc.asyncProperty(madeSamples, xmlDialect, async (samples, dialect) => {
      const read = await readJtl(xmlOf(samples, dialect));
      expectAll(read, samples, dialect.old ? ['latency', 'connect', 'bytes', 'sent'] : []);
      expect(read.tally.counts.resources).toBe(samples.reduce((sum, { inside }) => sum + inside, 0));
      const own = hits(read);
      expect([own.assertionSuccesses, own.assertionFailures]).toEqual([samples.filter(({ failed }) => !failed).length, samples.filter(({ failed }) => failed).length]);
    }), { numRuns: RUNS });
  });
  it('cut anywhere: every whole sample is taken, none that was never written', async () => {
    await fc.assert(fc.asyncProperty(madeSamples, fc.double({ min: 0.1, max: 1, noNaN: true }), fc.boolean(), async (samples, share, xml) => {
      const bytes = xml ? xmlOf(samples, { old: false, tag: 'httpSample', single: false, pretty: false, cdata: false }) : csvOf(samples, { delimiter: ',', header: true, eol: '\n', bom: false, order: Array.from({ length: 17 }, (_, at) => at), extra: [], dated: false, quoteAll: false, wide: false, lastEol: true });
      const cut = bytes.subarray(0, Math.floor(bytes.length * share));
      const read = await readJtl(cut).catch(() => undefined);
      if (read === undefined) return;
      const whole = samples.slice(0, read.tally.counts.requests);
      expect(hits(read).hits).toBe(whole.length);
      // The last line may be cut within its last number, which cannot be seen.
      expect(hits(read).elapsed.sum).toBe(whole.reduce((sum, { elapsed }) => sum + elapsed, 0));
    }), { numRuns: RUNS });
  });
  it('in order of time or not: many seconds are closed on the way and add up again', async () => {
    const samples = Array.from({ length: 20_000 }, (_, at): MadeSample => ({ start: 1_767_225_600_000 + ((at * 7_919) % 20_000) * 500, elapsed: at % 900, latency: at % 300, connect: at % 5, bytes: at, sent: 1, label: `l${at % 7}`, code: '200', message: 'OK', failed: at % 50 === 0, failureMessage: '', threads: 1 + (at % 20), thread: 1, inside: 0 }));
    const read = await readJtl(csvOf(samples, { delimiter: ',', header: true, eol: '\n', bom: false, order: Array.from({ length: 17 }, (_, at) => at), extra: [], dated: false, quoteAll: false, wide: false, lastEol: true }));
    expectFigures(hits(read), figuresOf(samples.map(plain)), 3);
    expectFigures(sumOf(read.seconds, 2, () => true), figuresOf(samples.map(plain)), 2);
    expect(read.seconds.length).toBeGreaterThan(10_000);
  });
});
