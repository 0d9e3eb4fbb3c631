import fc from 'fast-check';
import type { PlainSample } from '../../independent/jtl-facts.mjs';

/** A sample as a test makes it up; `inside`: samples of its embedded resources, in XML only. */
export interface MadeSample { start: number; elapsed: number; latency: number; connect: number; bytes: number; sent: number; label: string; code: string; message: string; failed: boolean; failureMessage: string; threads: number; thread: number; inside: number }

const LABELS = ['Home', 'a, b', 'say "hi"', 'tab\there', 'semi;colon', 'pipe|d', 'two\nlines', 'CR\r\nLF', '日本語 ✓', "it's <&> fine", ' padded ', '"', '""', '__proto__', '${id}', 'Ünï', "=cmd|' /C calc'!A0"];
const CODES = ['200', '404', '500', '302', '', '204'];

const sample: fc.Arbitrary<MadeSample> = fc.record({
  start: fc.integer({ min: 1_767_225_600_000, max: 1_767_225_660_000 }), elapsed: fc.oneof(fc.nat(50), fc.nat(5_000), fc.nat(120_000)), latency: fc.nat(3_000), connect: fc.nat(40), bytes: fc.nat(1e6), sent: fc.nat(5_000),
  label: fc.oneof(fc.constantFrom(...LABELS), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((text) => text.replace(/[\p{Cc}\p{Cs}\p{Cn}]/gu, '') || 'x')),
  code: fc.constantFrom(...CODES), message: fc.constantFrom('OK', 'Not, Found', 'said "no"', 'line\nbreak', ''), failed: fc.boolean(), failureMessage: fc.constantFrom('', 'expected "a", got "b"', 'on\ntwo lines'), threads: fc.integer({ min: 1, max: 50 }), thread: fc.integer({ min: 1, max: 9 }), inside: fc.nat(3),
});
export const madeSamples = fc.array(sample, { minLength: 1, maxLength: 60 });

/** A sample as the facts want it. */
export const plain = ({ elapsed, latency, connect, bytes, sent, code, failed }: MadeSample): PlainSample => ({ elapsed, latency, connect, bytes, sent, code, failed });

/** How a CSV is written: any delimiter, columns in any order, with or without header, in either character set and line end. */
export interface CsvDialect { delimiter: string; header: boolean; eol: string; bom: boolean; order: readonly number[]; extra: readonly string[]; dated: boolean; quoteAll: boolean; wide: boolean; lastEol: boolean }

const COLUMNS: readonly [string, (sample: MadeSample, dated: boolean) => string][] = [
  ['timeStamp', ({ start }, dated) => (dated ? new Date(start).toISOString().replace('T', ' ').replace('Z', '').replaceAll('-', '/') : String(start))],
  ['elapsed', ({ elapsed }) => String(elapsed)], ['label', ({ label }) => label], ['responseCode', ({ code }) => code], ['responseMessage', ({ message }) => message], ['threadName', ({ thread }) => `Users 1-${thread}`], ['dataType', () => 'text'],
  ['success', ({ failed }) => String(!failed)], ['failureMessage', ({ failureMessage }) => failureMessage], ['bytes', ({ bytes }) => String(bytes)], ['sentBytes', ({ sent }) => String(sent)], ['grpThreads', ({ threads }) => String(threads)],
  ['allThreads', ({ threads }) => String(threads)], ['URL', () => 'http://shop.example/'], ['Latency', ({ latency }) => String(latency)], ['IdleTime', () => '0'], ['Connect', ({ connect }) => String(connect)],
];

export const csvDialect: fc.Arbitrary<CsvDialect> = fc.record({
  delimiter: fc.constantFrom(',', '\t', ';', '|'), header: fc.boolean(), eol: fc.constantFrom('\n', '\r\n'), bom: fc.boolean(), order: fc.shuffledSubarray(COLUMNS.map((_, index) => index), { minLength: COLUMNS.length }), extra: fc.subarray(['user', 'order id', 'a.b']),
  dated: fc.boolean(), quoteAll: fc.boolean(), wide: fc.boolean(), lastEol: fc.boolean(),
});

export function csvOf(samples: readonly MadeSample[], { delimiter, header, eol, bom, order, extra, dated, quoteAll, wide, lastEol }: CsvDialect): Buffer {
  const cell = (text: string): string => (quoteAll || text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const columns = header ? order.flatMap((index) => COLUMNS.slice(index, index + 1)) : COLUMNS;
  const lines = samples.map((one) => [...columns.map(([, value]) => value(one, dated && header)), ...extra.map((_, index) => `v${index}`)].map(cell).join(delimiter));
  const head = header ? [[...columns.map(([name]) => name), ...extra.map((name) => `"${name}"`)].join(delimiter)] : [];
  const text = `${bom || wide ? '\ufeff' : ''}${[...head, ...lines].join(eol)}${lastEol ? eol : ''}`;
  return Buffer.from(text, wide ? 'utf16le' : 'utf8');
}

export interface XmlDialect { old: boolean; tag: string; single: boolean; pretty: boolean; cdata: boolean }
export const xmlDialect: fc.Arbitrary<XmlDialect> = fc.record({ old: fc.boolean(), tag: fc.constantFrom('sample', 'httpSample'), single: fc.boolean(), pretty: fc.boolean(), cdata: fc.boolean() });

export function xmlOf(samples: readonly MadeSample[], { old, tag, single, pretty, cdata }: XmlDialect): Buffer {
  const quote = single ? "'" : '"';
  const escaped = (text: string): string => text.replace(/[&<>"'\r\n\t]|\P{ASCII}/gu, (character) => `&#x${(character.codePointAt(0) ?? 0).toString(16)};`);
  const attributes = (list: readonly [string, string][]): string => list.map(([name, value]) => `${name}=${quote}${escaped(value)}${quote}`).join(pretty ? '\n  ' : ' ');
  const body = cdata ? '<responseData><![CDATA[<httpSample t="1" s="false"/> ]] >]]></responseData>' : '<responseData class="java.lang.String">&lt;httpSample t=&quot;1&quot;/&gt; a > b</responseData>';
  const element = (one: MadeSample, inside: string): string => {
    const { start, elapsed, latency, connect, bytes, sent, label, code, message, failed, threads } = one;
    const shared: [string, string][] = old
      ? [['timeStamp', String(start)], ['time', String(elapsed)], ['label', label], ['responseCode', code], ['responseMessage', message], ['success', String(!failed)]]
      : [['t', String(elapsed)], ['lt', String(latency)], ['ct', String(connect)], ['ts', String(start)], ['s', String(!failed)], ['lb', label], ['rc', code], ['rm', message], ['tn', 'Users 1-1'], ['by', String(bytes)], ['sby', String(sent)], ['ng', String(threads)], ['na', String(threads)]];
    const name = old ? 'sampleResult' : tag;
    return `<${name} ${attributes(shared)}>${pretty ? '\n' : ''}${inside}<!-- > --><assertionResult><name>n</name><failure>${String(failed)}</failure><error>false</error></assertionResult>${body}</${name}>\n`;
  };
  const text = samples.map((one) => element(one, Array.from({ length: one.inside }, () => element({ ...one, label: 'inside', elapsed: 1 }, '')).join(''))).join('');
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<testResults version="${old ? '1.0' : '1.2'}">\n${text}</testResults>\n`);
}
