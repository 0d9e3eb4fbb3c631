import fc from 'fast-check';
import { JtlError } from '../../../src/local/jtl/jtl-error.js';
import { readJtl } from '../../unit/jtl/read-jtl.js';
import { zipOf, zipOfTexts } from '../../unit/importers/migrations/zip-builder.js';
import { anyText, damaged, fixture } from '../any-input.js';
import type { FuzzTarget } from '../fuzz-target.js';

const CSV_FILES = ['jtl/octoperf-jenkins__results.jtl', 'jtl/taurus__kpi1.jtl', 'jtl/taurus__doublequoting.jtl', 'jtl/taurus__tabs.jtl', 'jtl/taurus__tranctl.jtl', 'hostile/jtl/quoted-multiline.jtl', 'hostile/jtl/mixed-newlines-bom.jtl'].map(fixture);
const XML_FILES = ['jtl/taurus__resource-errors-child-assert.jtl', 'jtl/taurus__error1.jtl', 'hostile/jtl/xml-truncated.jtl'].map(fixture);
const HEADER = 'timeStamp,elapsed,label,responseCode,responseMessage,success,bytes,Latency,Connect,allThreads,Hostname,SampleCount,ErrorCount\n';
const CSV_WORDS = [',', '\t', ';', '"', '""', '","', '\n', '\r\n', '1767225600000', '2026/01/01 00:00:00', '0', '-1', '1e308', 'NaN', '999999999999', 'true', 'false', 'null', 'Non HTTP response code: x', 'Number of samples in transaction : 1, number of failing samples : 0', '__proto__', '\ufeff', '\u0000', '\ud800', 'timeStamp', 'label', 'elapsed'];
const XML_WORDS = ['<sample t="1" ts="1767225600000" lb="a" s="true"/>', '<httpSample t="1" ts="1" lb="', '">', '</httpSample>', '</sample>', '<sample>', '<assertionResult>', '</assertionResult>', '<failure>true</failure>', '<testResults>', '</testResults>', '<!DOCTYPE a [<!ENTITY b "c">]>', '&b;', '&#x0;', '&#99999999;', '<![CDATA[', ']]>', '<!--', '-->', '<?a ?>', "'", '"', '<', '>', '/', '=', ' rm="Number of samples in transaction : 1, number of failing samples : 0"', 'sc="9"', 'ec="3"', 'na="2"', '\u0000'];

/** What is taken has counts that agree with each other, whatever it says. */
async function taken(bytes: Buffer, filename = 'a.jtl'): Promise<boolean> {
  try {
    const { tally, totals, seconds } = await readJtl(bytes, { filename, maxBytes: 20_000_000 });
    for (const rows of [totals, seconds]) {
      let [hits, errors] = [0, 0];
      for (const { series, measure } of rows) {
        if (!(measure.errors <= measure.hits && measure.elapsed.count <= measure.hits && measure.elapsedHistogram.count === measure.elapsed.count)) throw new Error(`a row of ${series.actionName} does not agree with itself`);
        if (series.subSampleType === 'Hit') { hits += measure.hits; errors += measure.errors; }
      }
      if (hits !== tally.counts.requests || errors !== tally.counts.failedRequests) throw new Error(`${hits} hits and ${errors} errors in rows, ${JSON.stringify(tally.counts)} counted`);
    }
    for (const { users } of tally.userRows()) if (!Number.isFinite(users)) throw new Error('a user load that is no number');
    JSON.stringify(tally.takeFailures());
    return true;
  } catch (error) {
    if (error instanceof JtlError && error.message.length > 20) return false;
    throw error;
  }
}

const csv: FuzzTarget<Buffer> = {
  name: 'JTL import, CSV', inputs: 'damaged result files, cells, quotes, delimiters and line ends in any order, with and without header',
  any: fc.oneof({ weight: 3, arbitrary: damaged(CSV_FILES, CSV_WORDS) }, { weight: 3, arbitrary: anyText(CSV_WORDS).map((text) => Buffer.from(`${HEADER}${text}`)) }, { weight: 1, arbitrary: anyText(CSV_WORDS).map((text) => Buffer.from(text)) }),
  run: (bytes) => taken(bytes),
};
const xml: FuzzTarget<Buffer> = {
  name: 'JTL import, XML', inputs: 'damaged result files, tags, attributes, entities and declarations in any order',
  any: fc.oneof({ weight: 1, arbitrary: damaged(XML_FILES, XML_WORDS) }, { weight: 1, arbitrary: anyText(XML_WORDS).map((text) => Buffer.from(`<testResults version="1.2">${text}</testResults>`)) }),
  run: (bytes) => taken(bytes, 'a.xml'),
};
const archive: FuzzTarget<Buffer> = {
  name: 'JTL import, archives', inputs: 'damaged zips and gzips, names that lead elsewhere, sizes that lie',
  any: fc.oneof(
    damaged([zipOfTexts({ 'a.jtl': CSV_FILES[1]?.toString() ?? '', 'b.jtl': CSV_FILES[3]?.toString() ?? '' })], ['PK\u0001\u0002', 'PK\u0003\u0004', 'PK\u0005\u0006', '\u0000\u0000\u0000\u0000', 'ÿÿÿÿ', '../']),
    fc.array(fc.constantFrom('..', '.', '/', '\\', 'a', 'C:', 'é', '\u0000', ' ', '~'), { minLength: 1, maxLength: 6 }).map((parts) => zipOf([{ name: parts.join(''), bytes: CSV_FILES[1] ?? '' }])),
    fc.tuple(fc.nat(0xffff_ffff), fc.nat(0xffff)).map(([uncompressedSize, flags]) => zipOf([{ name: 'a.jtl', bytes: CSV_FILES[1] ?? '', uncompressedSize, flags }])),
  ),
  run: (bytes) => taken(bytes, 'a.zip'),
};

export const jtl: readonly FuzzTarget[] = [csv, xml, archive];
