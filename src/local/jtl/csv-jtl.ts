import { type ColumnName, csvLayout, type CsvLayout, missingColumns, missingSentence, READ_COLUMNS } from './column-names.js';
import { CsvRecords, firstFields } from './csv-records.js';
import type { JtlRules } from './failure-rule.js';
import { JtlError } from './jtl-error.js';
import { isTransaction, type JtlSample, type JtlSink, type JtlTextReader } from './jtl-sample.js';
import { jtlTime } from './jtl-time.js';

/** As much is waited for: the first record, which may go over lines, is then most probably there. */
const BEGINNING = 8_192;
const NOTHING: readonly [] = [];

/** Reads a CSV JTL. Under the rules of the platform every mandatory column must be there and times are epoch milliseconds. */
export class CsvJtl implements JtlTextReader {
  private waiting: string | undefined = '';
  private records: CsvRecords | undefined;
  private layout: CsvLayout = { delimiter: ',', columns: [], hasHeader: false };
  private at: Readonly<Record<ColumnName, number>> = places([]);
  private longer = 0;
  private zoneless = 0;

  constructor(private readonly file: string, private readonly rules: JtlRules, private readonly sink: JtlSink) {}

  write(text: string): void {
    if (this.waiting === undefined) { this.records?.write(text); return; }
    this.waiting += text;
    if (this.waiting.length >= BEGINNING) this.begin(this.waiting);
  }

  end(): void {
    if (this.waiting !== undefined && this.waiting.trim() !== '') this.begin(this.waiting);
    this.records?.end();
    if (this.longer > 0) this.sink.note(`${this.longer} line(s) have more fields than the header names; the extra ones are passed over, as JMeter does.`);
    if (this.zoneless > 0) this.sink.note('The times are dates without a time zone: they are taken as UTC.');
  }

  private begin(waiting: string): void {
    this.waiting = undefined;
    const text = waiting.trimStart();
    const blank = waiting.length - text.length;
    this.layout = csvLayout(this.file, text, (delimiter) => firstFields(text, delimiter));
    const { columns, delimiter, hasHeader } = this.layout;
    this.at = places(columns);
    this.checkColumns(columns, hasHeader);
    const header = columns.join(delimiter);
    this.records = new CsvRecords(delimiter, {
      // A file that was written to twice has its header twice.
      record: (fields) => (hasHeader && fields.length === columns.length && fields.join(delimiter) === header ? undefined : this.take(fields)),
      broken: (line, why, last) => { this.sink.skipped(`line ${line}`, last ? `${why}: the file was cut there` : why); },
    });
    this.records.write(`${'\n'.repeat(waiting.slice(0, blank).split('\n').length - 1)}${text}`);
  }

  private checkColumns(columns: readonly string[], hasHeader: boolean): void {
    const missing = missingColumns(columns);
    if (this.rules === 'OCTOPERF' && missing.length > 0) throw new JtlError(missingSentence(this.file, missing));
    if (!hasHeader) this.sink.note(`There is no header: the columns are taken as JMeter's defaults (${columns.length} of them).`);
    if (missing.length > 0) this.sink.note(`${missingSentence(this.file, missing)}: for these there is no data.`);
    if (this.at.success < 0 && this.rules === 'JMETER') this.sink.note('There is no success column: a sample counts as failed where ErrorCount or failureMessage says so, or its response code is 4xx, 5xx or an exception.');
  }

  /** @returns why the line cannot be read */
  private take(fields: readonly string[]): string | undefined {
    const { columns } = this.layout;
    if (fields.length < columns.length) return `has ${fields.length} of ${columns.length} fields`;
    const startMs = this.time(fields);
    if (startMs === false) return `has the time ${JSON.stringify(this.text(fields, 'timeStamp').slice(0, 40))}`;
    const elapsedMs = this.number(fields, 'elapsed');
    if (this.at.elapsed >= 0 && elapsedMs === undefined) return `has the elapsed time ${JSON.stringify(this.text(fields, 'elapsed').slice(0, 40))}`;
    if (fields.length > columns.length) this.longer += 1;
    this.sink.sample(this.sample(fields, startMs, elapsedMs));
    return undefined;
  }

  private time(fields: readonly string[]): number | undefined | false {
    if (this.at.timeStamp < 0) return undefined;
    const time = jtlTime(this.text(fields, 'timeStamp'));
    if (time === undefined) return false;
    if (time.zoneless) {
      if (this.rules === 'OCTOPERF') return false;
      this.zoneless += 1;
    }
    // A sample that never began has the time 0.
    return time.ms === 0 ? undefined : time.ms;
  }

  private sample(fields: readonly string[], startMs: number | undefined, elapsedMs: number | undefined): JtlSample {
    const { at } = this;
    const [url, message] = [at.URL < 0 ? undefined : this.text(fields, 'URL'), at.responseMessage < 0 ? undefined : this.text(fields, 'responseMessage')];
    const failureMessage = this.text(fields, 'failureMessage');
    return {
      role: isTransaction(message, url, at.dataType < 0 ? undefined : this.text(fields, 'dataType')) ? 'transaction' : 'request',
      label: at.label < 0 ? (url ?? '') : this.text(fields, 'label'), owner: undefined, startMs, elapsedMs,
      latencyMs: this.number(fields, 'Latency'), connectMs: this.number(fields, 'Connect'), receivedBytes: this.number(fields, 'bytes'), sentBytes: this.number(fields, 'sentBytes'),
      code: at.responseCode < 0 ? undefined : this.text(fields, 'responseCode'), message: message ?? '', failureMessage,
      success: at.success < 0 ? undefined : this.text(fields, 'success').trim().toLowerCase() === 'true',
      groupThreads: this.number(fields, 'grpThreads'), allThreads: this.number(fields, 'allThreads'), url: url === 'null' ? undefined : url, host: at.Hostname < 0 ? undefined : this.text(fields, 'Hostname'),
      sampleCount: counted(this.number(fields, 'SampleCount')), errorCount: this.number(fields, 'ErrorCount'),
      failedAssertions: failureMessage === '' ? NOTHING : [{ name: 'Assertion', message: failureMessage }],
    };
  }

  private text(fields: readonly string[], column: ColumnName): string {
    return fields[this.at[column]] ?? '';
  }

  private number(fields: readonly string[], column: ColumnName): number | undefined {
    return figure(fields[this.at[column]]);
  }
}

/** A finite number; undefined for anything else. */
export function figure(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const SAMPLES_MAX = 1_000_000;
/** How many samples one line stands for: 1 where it says nothing that can be. */
export const counted = (count: number | undefined): number => (count !== undefined && Number.isInteger(count) && count > 1 && count <= SAMPLES_MAX ? count : 1);

const places = (columns: readonly string[]): Record<ColumnName, number> => Object.fromEntries(READ_COLUMNS.map((name) => [name, columns.indexOf(name)])) as Record<ColumnName, number>;
