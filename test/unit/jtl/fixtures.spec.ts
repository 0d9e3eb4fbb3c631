import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jtlFacts } from '../../independent/jtl-facts.mjs';
import { expectFigures, readJtl, sumOf } from './read-jtl.js';

interface Given { file: string; facts: { rows?: number; top_level_samples?: number; all_samples_incl_nested?: number; failed?: number; failed_top_level?: number; response_codes: Record<string, number>; labels: Record<string, number>; elapsed?: { min: number; max: number; mean: number; p90_nearest_rank: number; p95_nearest_rank: number }; ts_min?: number; ts_max?: number } }

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const given = (JSON.parse(readFileSync(new URL('jtl/facts.json', FIXTURES), 'utf8')) as { files: Given[] }).files;
const files = readdirSync(new URL('jtl/', FIXTURES)).filter((file) => file !== 'facts.json');

describe('every JTL of the fixtures', () => {
  it('has facts', () => { expect(given.map(({ file }) => file.replace('jtl/', '')).sort()).toEqual([...files].sort()); });

  it.each(files)('%s: figures of the run and of each second equal those computed by others', async (file) => {
    const bytes = readFileSync(new URL(`jtl/${file}`, FIXTURES));
    const facts = jtlFacts(bytes);
    const { tally, totals, seconds } = await readJtl(bytes, { filename: file });
    const known = given.find((one) => one.file === `jtl/${file}`)?.facts;
    // First the two sources of facts against each other.
    expect([facts.samples, facts.all.failed]).toEqual([known?.rows ?? known?.top_level_samples, known?.failed ?? known?.failed_top_level]);
    if (known?.elapsed !== undefined) expect(facts.all.elapsed).toMatchObject({ min: known.elapsed.min, max: known.elapsed.max, p90: known.elapsed.p90_nearest_rank, p95: known.elapsed.p95_nearest_rank });
    expect(tally.counts).toMatchObject({ requests: facts.requests.count, failedRequests: facts.requests.failed, transactions: facts.transactions.count, failedTransactions: facts.transactions.failed, resources: facts.resources });
    if (known?.all_samples_incl_nested !== undefined) expect(tally.counts.resources).toBe(known.all_samples_incl_nested - (known.top_level_samples ?? 0));
    for (const [rows, digits] of [[totals, 3], [seconds, 2]] as const) {
      expectFigures(sumOf(rows, digits, ({ series }) => series.subSampleType === 'Hit'), facts.requests, digits);
      expectFigures(sumOf(rows, digits, ({ series }) => series.subSampleType === 'Container' && !series.actionId.endsWith('.resources')), facts.transactions, digits);
    }
    for (const [label, figures] of Object.entries(facts.labels.requests)) {
      expectFigures(sumOf(totals, 3, ({ series }) => series.subSampleType === 'Hit' && series.actionName === label), figures, 3);
    }
    if (facts.startedAt !== undefined) expect([tally.startedAt, tally.endedAt]).toEqual([facts.startedAt, facts.endedAt]);
    const users = Object.fromEntries([...tally.userRows()].map((row) => [row.second, row.users]));
    expect(users).toMatchObject(facts.users);
  });
});

describe('hostile JTLs', () => {
  const read = (file: string) => readJtl(readFileSync(new URL(`hostile/jtl/${file}`, FIXTURES)), { filename: file });

  it('a header without lines has no samples', async () => { await expect(read('header-only.jtl')).rejects.toThrow('There are no samples in header-only.jtl'); });
  it('a byte order mark and mixed line ends', async () => {
    const { tally, files: [file] } = await read('mixed-newlines-bom.jtl');
    expect(tally.counts.requests).toBe(3);
    expect(file?.notes.join()).not.toContain('TIME_STAMP');
  });
  it('quotes, commas and line ends in a field', async () => {
    const { totals } = await read('quoted-multiline.jtl');
    expect(totals.map(({ series }) => series.actionName)).toEqual(['a "quoted", label', 'two\nlines']);
  });
  it('a last line that was cut', async () => {
    const { tally, files: [file] } = await read('truncated-last-row.jtl');
    expect(tally.counts.requests).toBe(10);
    expect(file).toMatchObject({ skipped: 1, skippedExamples: ['line 12 has 1 of 17 fields: the file was cut there'] });
  });
  it('an XML whose run was killed', async () => {
    const { tally, files: [file] } = await read('xml-truncated.jtl');
    expect(tally.counts.requests).toBe(1);
    expect(file?.notes.join()).toContain('The file was cut or is damaged behind sample 1');
  });
});
