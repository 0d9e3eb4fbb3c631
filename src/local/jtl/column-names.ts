import { JtlError } from './jtl-error.js';

/** Columns of JMeter's CSV files that are read here; any other is passed over. */
export const READ_COLUMNS = [
  'timeStamp', 'elapsed', 'label', 'responseCode', 'responseMessage', 'threadName', 'dataType', 'success', 'failureMessage', 'bytes', 'sentBytes', 'grpThreads', 'allThreads', 'URL', 'Latency', 'Connect', 'SampleCount',
  'ErrorCount', 'Hostname',
] as const;
export type ColumnName = (typeof READ_COLUMNS)[number];
/** Known too, but of no use here: they tell a header from a line of figures. */
const OTHER_COLUMNS = ['Encoding', 'IdleTime', 'Filename'] as const;
const KNOWN: ReadonlySet<string> = new Set([...READ_COLUMNS, ...OTHER_COLUMNS]);

/** Those the platform asks for, in its order (behaviour.md §21.2, documented). */
const MANDATORY: readonly ColumnName[] = ['timeStamp', 'label', 'URL', 'Latency', 'Connect', 'elapsed', 'responseCode', 'allThreads', 'bytes', 'sentBytes'];
/** As its message spells them: `sentBytes` is SENT_BYTES (documented), the others by the same rule. */
const spelled = (column: string): string => (column === 'URL' ? column : column.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase());

/** Mandatory columns that are not among these, as the platform spells them. */
export const missingColumns = (columns: readonly string[]): string[] => MANDATORY.filter((name) => !columns.includes(name)).map(spelled);
/** The platform's sentence for them (documented). */
export const missingSentence = (file: string, missing: readonly string[]): string => `${file} has missing column(s) => [${missing.join(', ')}]`;

/** How the lines of a file are cut and what their fields are. */
export interface CsvLayout { readonly delimiter: string; readonly columns: readonly string[]; readonly hasHeader: boolean }

const PREFIX: readonly ColumnName[] = ['timeStamp', 'elapsed', 'label', 'responseCode', 'responseMessage', 'threadName', 'dataType', 'success'];
/** What JMeter writes where nothing is configured, newest version first; columns of `sample_variables` may follow. */
const DEFAULTS: readonly (readonly string[])[] = [
  [...PREFIX, 'failureMessage', 'bytes', 'sentBytes', 'grpThreads', 'allThreads', 'URL', 'Latency', 'IdleTime', 'Connect'],
  [...PREFIX, 'failureMessage', 'bytes', 'sentBytes', 'grpThreads', 'allThreads', 'Latency', 'IdleTime', 'Connect'],
  [...PREFIX, 'failureMessage', 'bytes', 'grpThreads', 'allThreads', 'Latency', 'IdleTime', 'Connect'],
  [...PREFIX, 'bytes', 'grpThreads', 'allThreads', 'Latency', 'IdleTime', 'Connect'],
  [...PREFIX, 'bytes', 'grpThreads', 'allThreads', 'Latency'],
  [...PREFIX, 'bytes', 'Latency'],
  [...PREFIX, 'failureMessage'],
  PREFIX,
];
const NUMBERS: ReadonlySet<string> = new Set(['elapsed', 'bytes', 'sentBytes', 'grpThreads', 'allThreads', 'Latency', 'IdleTime', 'Connect']);
const DELIMITERS = [',', '\t', ';', '|', ':', '^', '~'];

/**
 * Recognises the first record as JMeter does (CSVSaveService, source): a header names its own columns and shows its delimiter; without
 * one the columns are JMeter's defaults, of the version whose figures stand in the right places.
 * @param text the beginning of the file @param split the fields of its first record, quotes and all. @throws JtlError for what is neither
 */
export function csvLayout(file: string, text: string, split: (delimiter: string) => string[]): CsvLayout {
  for (const delimiter of [...DELIMITERS, ...otherDelimiters(text)]) {
    const columns = split(delimiter).map((name) => name.trim());
    const known = columns.filter((name) => KNOWN.has(name)).length;
    if (known >= 2 || (known === 1 && columns.length === 1)) return { delimiter, columns, hasHeader: true };
  }
  for (const delimiter of DELIMITERS) {
    const fields = split(delimiter);
    const columns = DEFAULTS.find((layout) => fits(fields, layout));
    if (columns !== undefined) return { delimiter, columns: [...columns, ...fields.slice(columns.length).map((_, index) => `variable ${index + 1}`)], hasHeader: false };
  }
  throw new JtlError(missingSentence(file, missingColumns([])));
}

/** The first character between two names of a header that is none of the usual ones. */
const otherDelimiters = (text: string): string[] => [/^"?\w+"?(\W)"?\w/.exec(text)?.[1] ?? ''].filter((delimiter) => delimiter !== '' && delimiter !== '"');

function fits(fields: readonly string[], layout: readonly string[]): boolean {
  if (fields.length < layout.length || !/^\d/.test(fields[0] ?? '')) return false;
  return layout.every((name, index) => {
    const field = fields[index] ?? '';
    if (name === 'success') return /^(?:true|false)$/i.test(field);
    return !NUMBERS.has(name) || /^-?\d+$/.test(field);
  });
}
