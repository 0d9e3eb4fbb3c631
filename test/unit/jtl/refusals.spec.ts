import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { JtlError } from '../../../src/local/jtl/jtl-error.js';
import { jtlTime } from '../../../src/local/jtl/jtl-time.js';
import { titleOf } from '../../../src/local/jtl/read-upload.js';
import { zipOf, zipOfTexts, type ZipEntry } from '../importers/migrations/zip-builder.js';
import { readJtl, sumOf } from './read-jtl.js';

const HEADER = 'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect,ErrorCount';
const line = (changes: Partial<Record<'time' | 'elapsed' | 'label' | 'code' | 'message' | 'type' | 'success' | 'failure' | 'group' | 'all' | 'url' | 'errors', string>> = {}): string => {
  const { time = '1767225600000', elapsed = '10', label = 'Home', code = '200', message = 'OK', type = 'text', success = 'true', failure = '', group = '1', all = '2', url = 'http://shop.example/', errors = '0' } = changes;
  return [time, elapsed, label, code, message, 'Users 1-1', type, success, failure, '100', '50', group, all, url, '5', '0', '1', errors].join(',');
};
const csv = (...lines: string[]): string => `${[HEADER, ...lines].join('\n')}\n`;
const refusal = async (reading: Promise<unknown>): Promise<string> => {
  const error: unknown = await reading.then(() => new Error('it was taken'), (reason: unknown) => reason);
  expect(error).toBeInstanceOf(JtlError);
  return (error as Error).message;
};
const zip = (entries: readonly ZipEntry[], options: Parameters<typeof readJtl>[1] = {}) => readJtl(zipOf(entries), { filename: 'results.zip', ...options });

describe("the platform's rules", () => {
  const octoperf = { rules: 'OCTOPERF', filename: 'results.zip' } as const;
  it.each([['a bare file', csv(line()), 'results.jtl'], ['a gzip', gzipSync(csv(line())), 'results.jtl.gz'], ['a zip of another name', zipOfTexts({ 'results.jtl': csv(line()) }), 'results.bin']])('take zips only, not %s', async (_, bytes, filename) => {
    expect(await refusal(readJtl(bytes, { rules: 'OCTOPERF', filename }))).toBe('only .zip files are accepted');
  });
  it('want ten columns, and say which are missing', async () => {
    const [header, body] = [HEADER.replace(',sentBytes', ''), line().replace(',50,', ',')];
    expect(await refusal(readJtl(zipOfTexts({ 'results.jtl': `${header}\n${body}\n` }), octoperf))).toBe('results.jtl has missing column(s) => [SENT_BYTES]');
  });
  it('break on any other file, and on XML', async () => {
    expect(await refusal(readJtl(zipOfTexts({ 'results.jtl': csv(line()), 'jmeter.log': 'INFO started\n' }), octoperf))).toContain('jmeter.log has missing column(s) => [TIME_STAMP, LABEL');
    expect(await refusal(readJtl(zipOfTexts({ 'results.xml': '<testResults version="1.2"></testResults>' }), octoperf))).toContain('results.xml has missing column(s)');
  });
  it('ignore success: ErrorCount and failureMessage decide', async () => {
    const text = csv(line({ success: 'false', code: '500' }), line({ failure: 'wrong' }), line({ errors: '1' }), line());
    const errors = async (rules: 'JMETER' | 'OCTOPERF') => (await readJtl(zipOfTexts({ 'a.jtl': text }), { rules, filename: 'a.zip' })).tally;
    const [strict, own] = [await errors('OCTOPERF'), await errors('JMETER')];
    expect([strict.counts.failedRequests, own.counts.failedRequests]).toEqual([2, 1]);
    expect(own.notes.join()).toContain('3 sample(s) would be judged the other way');
  });
  it('want epoch milliseconds', async () => {
    expect(await refusal(readJtl(zipOfTexts({ 'a.jtl': csv(line({ time: '2026/01/01 00:00:00' })) }), octoperf))).toContain('line 2 has the time "2026/01/01 00:00:00"');
  });
});

describe('an upload', () => {
  it('that is no archive and no JTL is refused', async () => {
    for (const bytes of ['{"log":{}}', '[1]', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1])]) expect(await refusal(readJtl(bytes))).toContain('only .zip files are accepted');
    expect(await refusal(readJtl('hello\nworld\n'))).toContain('results.jtl has missing column(s) =>');
    expect(await refusal(readJtl('<html><body>no</body></html>'))).toContain('begins with <html>');
    expect(await refusal(readJtl(''))).toContain('no samples');
  });
  it('with a DOCTYPE or an entity is refused, and nothing is expanded', async () => {
    const bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><testResults><sample t="1" ts="1767225600000" lb="&b;" s="true"/></testResults>';
    expect(await refusal(readJtl(bomb))).toContain('DOCTYPE');
    const { totals } = await readJtl('<testResults><sample t="1" ts="1767225600000" lb="&b;&#x41;&amp;amp;" s="true"/></testResults>');
    expect(totals[0]?.series.actionName).toBe('&b;A&amp;');
  });
  it('that unpacks to more than is read, or to too many times its size, is refused', async () => {
    expect(await refusal(zip([{ name: 'a.jtl', bytes: csv(...Array.from({ length: 1000 }, () => line())) }], { maxBytes: 10_000 }))).toContain('local.jtl.max-unpacked-bytes');
    expect(await refusal(readJtl(gzipSync(csv(...Array.from({ length: 1000 }, () => line()))), { maxBytes: 10_000 }))).toContain('local.jtl.max-unpacked-bytes');
    expect(await refusal(zip([{ name: 'a.jtl', bytes: Buffer.alloc(80 * 1024 * 1024, 'a') }]))).toContain('400 times its size');
  });
  it('whose sizes lie, that leads out of the archive, is encrypted, cut, or a link is refused', async () => {
    expect(await refusal(zip([{ name: 'a.jtl', bytes: csv(line()), uncompressedSize: 10 }]))).toContain('cannot be read');
    for (const name of ['../a.jtl', '/a.jtl', 'C:/a.jtl', 'a\\..\\..\\b.jtl']) await expect(zip([{ name, bytes: csv(line()) }])).rejects.toThrow('cannot be read');
    expect(await refusal(zip([{ name: 'a.jtl', bytes: csv(line()), flags: 0x0801 }]))).toContain('encrypted');
    expect(await refusal(zip([{ name: 'a.jtl', bytes: '/etc/passwd', externalAttributes: (0o120777 << 16) >>> 0 }]))).toContain('link');
    expect(await refusal(readJtl(zipOfTexts({ 'a.jtl': csv(line()) }).subarray(0, 100), { filename: 'a.zip' }))).toContain('cannot be read');
    expect(await refusal(readJtl(zipOf([]), { filename: 'a.zip' }))).toContain('The zip holds no file');
  });
  it('passes over what file managers add, and refuses any other file', async () => {
    const { files } = await zip([{ name: '__MACOSX/._a.jtl', bytes: 'x' }, { name: 'runs/', bytes: '' }, { name: 'runs/.DS_Store', bytes: 'x' }, { name: 'runs/a.jtl', bytes: csv(line()) }]);
    expect(files.map(({ name }) => name)).toEqual(['a.jtl']);
    expect(await refusal(zip([{ name: 'a.jtl', bytes: csv(line()) }, { name: 'jmeter.log', bytes: '2026-01-01 INFO o.a.j: x\n' }]))).toContain('jmeter.log has missing column(s)');
  });
  it('of a line or a tag without an end is refused before it is held', async () => {
    expect(await refusal(readJtl(`${HEADER}\n${'x'.repeat(9_000_000)}`))).toContain('longer than');
    expect(await refusal(readJtl(`<testResults><sample lb="${'x'.repeat(3_000_000)}`))).toContain('no JTL file');
    expect(await refusal(readJtl(`<testResults>${'<sample lb="a">'.repeat(2_000)}`))).toContain('levels deep');
  });
  it('is named without what it is packed in', () => {
    expect(['Night run.zip', 'a.jtl', 'a.jtl.gz', 'a.b.csv', 'dir/x.xml', 'C:\\x\\y.zip', 'plain', '.zip'].map(titleOf)).toEqual(['Night run', 'a', 'a', 'a.b', 'x', 'y', 'plain', '']);
  });
  it('packed with gzip that breaks off gives what there is, and says so', async () => {
    const lines = Array.from({ length: 3000 }, (_, at) => line({ label: `l${(at * 7919) % 13}`, elapsed: String((at * 31) % 977) }));
    const bytes = gzipSync(csv(...lines));
    const { tally, files: [file] } = await readJtl(bytes.subarray(0, Math.floor(bytes.length / 2)));
    expect(tally.counts.requests).toBeGreaterThan(500);
    expect(tally.counts.requests).toBeLessThan(3000);
    expect(file?.notes.join()).toContain('gzip does not end');
    expect(deflateRawSync(bytes).length).toBeGreaterThan(0);
  });
});

describe('lines', () => {
  it('that cannot be read are passed over, counted and shown', async () => {
    const { tally, files: [file] } = await readJtl(csv(line(), 'garbage', line({ time: 'yesterday' }), line({ elapsed: 'fast' }), `"${line()}`, line(), line({ time: '99999999999' })));
    expect(tally.counts.requests).toBe(2);
    expect(file).toMatchObject({ samples: 2, skipped: 5 });
    expect(file?.skippedExamples.slice(0, 4)).toEqual(['line 3 has 1 of 18 fields', 'line 4 has the time "yesterday"', 'line 5 has the elapsed time "fast"', 'line 6 opens a quote that is not closed']);
  });
  it('of a header that was written twice are no samples', async () => { expect((await readJtl(`${csv(line())}${csv(line())}`)).tally.counts.requests).toBe(2); });
  it('of a Transaction Controller are containers, by their message or by what they lack', async () => {
    const { totals, tally } = await readJtl(csv(line(), line({ label: 'T', message: '"Number of samples in transaction : 1, number of failing samples : 0"', type: '', url: 'null' })));
    expect(totals.map(({ series }) => series.subSampleType)).toEqual(['Hit', 'Container']);
    expect(tally.counts).toMatchObject({ requests: 1, transactions: 1 });
    const bare = await readJtl('timeStamp,elapsed,label,responseCode,success,dataType,URL\n1767225600000,1,T,200,true,,null\n1767225600000,1,R,200,true,text,null\n');
    expect(bare.totals.map(({ series }) => `${series.actionName} ${series.subSampleType}`)).toEqual(['T Container', 'R Hit']);
  });
  it('without success fail by their code, without any verdict of their own', async () => {
    const { tally, files: [file] } = await readJtl('timeStamp,elapsed,label,responseCode\n1767225600000,1,a,200\n1767225600000,1,a,503\n1767225600000,1,a,Non HTTP response code: java.net.ConnectException\n');
    expect(tally.counts).toMatchObject({ requests: 3, failedRequests: 2 });
    expect(file?.notes.join()).toContain('no success column');
  });
  it('without quantities have no figures of them, which is not zero', async () => {
    const { totals } = await readJtl('timeStamp,elapsed,label,success\n1767225600000,7,a,true\n');
    const sum = sumOf(totals, 3, () => true);
    expect([sum.hits, sum.elapsed.count, sum.latency.count, sum.sent.count, sum.network.count]).toEqual([1, 1, 0, 0, 0]);
    expect({ ...sum.codes }).toEqual({});
  });
  it('that stand for many samples count as many of their average', async () => {
    const { totals, tally } = await readJtl('timeStamp,elapsed,label,success,bytes,SampleCount,ErrorCount\n1767225600000,100,a,true,1000,10,3\n');
    const sum = sumOf(totals, 3, () => true);
    expect([sum.hits, sum.errors, sum.elapsed.sum, sum.elapsed.max, sum.received.sum, sum.elapsedHistogram.count]).toEqual([10, 3, 100, 10, 1000, 10]);
    expect(tally.notes.join()).toContain('SampleCount');
  });
  it('of exceptions have the code -1, and two of a kind are kept', async () => {
    const failed = line({ success: 'false', code: 'Non HTTP response code: java.net.SocketException', message: 'Non HTTP response message: reset' });
    const { totals, tally } = await readJtl(csv(...Array.from({ length: 9 }, () => failed), line({ success: 'false', failure: 'expected x', code: '200' })));
    expect({ ...sumOf(totals, 3, () => true).codes }).toEqual({ '-1': 9, 200: 1 });
    const kept = tally.takeFailures();
    expect(kept.map(({ responseCode }) => responseCode)).toEqual(['-1', '-1', '200']);
    expect(kept[2]).toMatchObject({ errorMessage: 'expected x', assertions: [{ message: 'expected x' }], exchange: { request: { url: 'http://shop.example/' } } });
  });
  it('with more labels than are told apart stand together', async () => {
    const { totals, tally } = await readJtl(csv(...Array.from({ length: 1_500 }, (_, at) => line({ label: `item ${at}` }))));
    expect(totals).toHaveLength(1_001);
    expect(totals.find(({ series }) => series.actionName === 'Other labels')?.measure.hits).toBe(500);
    expect(tally.notes.join()).toContain('more than 1000 labels');
  });
});

describe('several files', () => {
  it('are a Virtual User each, the same label is the same action, and users are those of the groups', async () => {
    const { totals, tally } = await zip([{ name: 'Buyers.csv', bytes: csv(line({ group: '3', all: '8' }), line({ label: 'Pay', group: '4', all: '9' })) }, { name: 'Readers.csv', bytes: csv(line({ group: '5', all: '9' })) }]);
    expect(totals.map(({ series }) => `${series.virtualUserName}/${series.actionName}`)).toEqual(['Buyers/Home', 'Buyers/Pay', 'Readers/Home']);
    expect(totals[0]?.series.actionId).toBe(totals[2]?.series.actionId);
    expect(totals[0]?.series.virtualUserId).not.toBe(totals[2]?.series.virtualUserId);
    expect([...tally.userRows()].map(({ users }) => users)).toEqual([4, 5]);
  });
});

describe('transactions of XML', () => {
  it('hold requests, which are hits; what is inside of those is not', async () => {
    const sum = 'Number of samples in transaction : 2, number of failing samples : 0';
    const { totals } = await readJtl(`<testResults><sample t="30" ts="1767225600000" s="true" lb="T" rm="${sum}"><httpSample t="10" ts="1767225600000" s="true" lb="A"><httpSample t="3" ts="1767225600000" s="true" lb="a.css"/></httpSample><httpSample t="20" ts="1767225600010" s="true" lb="B"/></sample></testResults>`);
    expect(totals.map(({ series, measure }) => `${series.actionName} ${series.subSampleType} ${measure.elapsed.sum}`).sort()).toEqual(['A Hit 10', 'A.resources Container 3', 'B Hit 20', 'T Container 30']);
  });
});

describe('times', () => {
  it.each([
    ['1767225600123', 1_767_225_600_123], ['2026/01/01 00:00:00.123', 1_767_225_600_123], ['2026/01/01 00:00:00', 1_767_225_600_000], ['2026-01-01 00:00:00.5', 1_767_225_600_500], ['2026-01-01T00:00:00.123Z', 1_767_225_600_123],
    ['2026-01-01T02:00:00+02:00', 1_767_225_600_000], ['2026-01-01T00:00:00,123', 1_767_225_600_123], ['01/01/26 00:00:00', 1_767_225_600_000], ['2026.01.01 00:00:00', 1_767_225_600_000],
  ])('%s', (text, ms) => { expect(jtlTime(text)?.ms).toBe(ms); });
  it.each(['', 'x', '2026/02/31 00:00:00', '13/01/26 00:00:00', '-5', '1e400', '2026/01/01 25:00:00'])('%j is none', (text) => { expect(jtlTime(text)).toBeUndefined(); });
});
