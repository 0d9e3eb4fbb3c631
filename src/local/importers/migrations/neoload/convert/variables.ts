import type { VariableDraft } from '../../../import-result.js';
import { baseName } from '../../../clean-text.js';
import type { MigratedFile } from '../../migration-result.js';
import { fileOf, type ProjectFiles } from '../../project-files.js';
import type { NeoloadVariable, VariableReach } from '../model.js';
import type { Findings } from './findings.js';
import type { Texts } from './texts.js';

export interface VariablesContext { readonly files: ProjectFiles; readonly base: string; readonly findings: Findings; readonly texts: Texts }
export interface ConvertedVariables { readonly variables: VariableDraft[]; readonly files: MigratedFile[] }

type Of<K extends NeoloadVariable['is']> = Extract<NeoloadVariable, { is: K }>;

/** A value of its own for each user only where NeoLoad said so; global and unique values are handed out to everybody. */
const scopeOf = (reach: VariableReach): 'PRIVATE' | 'SHARED' => (reach === 'LOCAL' ? 'PRIVATE' : 'SHARED');

/** Bytes of a data file by the path the project knows it: below its folder, relative, or by its bare name anywhere. */
function dataFile(path: string, { files, base }: VariablesContext): Buffer | undefined {
  const direct = files.bytes(`${base}${path}`) ?? files.bytes(path);
  if (direct !== undefined) return direct;
  const name = fileOf(path.replace(/\\/g, '/')).toLowerCase();
  const [same] = name === '' ? [] : files.paths().filter((known) => fileOf(known).toLowerCase() === name);
  return same === undefined ? undefined : files.bytes(same);
}

/** Columns of a file that names them itself. */
function columnsIn(bytes: Buffer | undefined, delimiter: string): string[] {
  const [line = ''] = bytes?.subarray(0, 10_000).toString('utf8').replace(/^\ufeff/, '').split(/\r?\n/, 1) ?? [];
  return line.split(delimiter === '' ? ',' : delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1')).filter((name) => name !== '');
}

function fileVariable(variable: Of<'FILE'>, context: VariablesContext): ConvertedVariables {
  const filename = baseName(variable.path);
  const bytes = dataFile(variable.path, context);
  if (bytes === undefined) context.findings.add({ kind: 'MISSING_DATA_FILE', facts: { '@type': 'ImportFileFacts', filename } });
  const names = variable.columns.length > 0 ? variable.columns : columnsIn(bytes, variable.delimiter);
  return {
    files: bytes === undefined ? [] : [{ name: filename, bytes }],
    variables: [{ name: variable.name, description: variable.description, variable: {
      '@type': 'CSVVariable', filename, encoding: '', delimiter: variable.delimiter === '' ? ',' : variable.delimiter, allowQuotedData: true, recycleOnEOF: variable.atEnd === 'CYCLE', stopThreadOnEOF: variable.atEnd === 'STOP',
      scope: scopeOf(variable.scope), names, shuffle: variable.random, ignoreFirstLine: variable.firstLineIsHeader, offset: Math.max(0, variable.startLine - (variable.firstLineIsHeader ? 2 : 1)),
    } }],
  };
}

const quotedCell = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Rows that stand in the project itself: one column is a list, several become a data file of their own. */
function listVariable(variable: Of<'LIST'>): ConvertedVariables {
  const own = { name: variable.name, description: variable.description };
  const [column] = variable.columns;
  if (variable.columns.length <= 1) {
    const values = variable.rows.map((row) => row[0] ?? '');
    return { files: [], variables: [{ ...own, name: column ?? variable.name, variable: { '@type': 'ListVariable', values, order: variable.random ? 'RANDOM' : 'SEQUENTIAL', scope: scopeOf(variable.scope) } }] };
  }
  const filename = baseName(`${variable.name}.csv`);
  const rows = variable.rows.map((row) => variable.columns.map((_name, at) => quotedCell(row[at] ?? '')).join(','));
  return { files: [{ name: filename, bytes: Buffer.from(`${rows.join('\n')}\n`, 'utf8') }], variables: [{ ...own, variable: {
    '@type': 'CSVVariable', filename, encoding: 'UTF-8', delimiter: ',', allowQuotedData: true, recycleOnEOF: variable.atEnd === 'CYCLE', stopThreadOnEOF: variable.atEnd === 'STOP', scope: scopeOf(variable.scope), names: variable.columns, shuffle: variable.random, ignoreFirstLine: false, offset: 0,
  } }] };
}

/** A value NeoLoad computed as the test ran: nothing is created, the replacement is handed over (neoload-migration skill, documented). */
function reportGenerated(variable: NeoloadVariable, { findings }: VariablesContext): void {
  const own = { kind: 'GENERATED_VARIABLE', marker: variable.name } as const;
  if (variable.is === 'GENERATED') findings.add({ ...own, facts: { '@type': 'NeoLoadGeneratedVariableFacts', source: variable.source, function: variable.replacement, script: variable.script } });
  if (variable.is === 'SQL') findings.add({ ...own, facts: { '@type': 'NeoLoadSqlFacts', database: variable.database.replace(/\/\/[^/@]*@/, '//'), query: variable.query } });
  if (variable.is === 'QUEUE') findings.add({ ...own, facts: { '@type': 'NeoLoadQueueFacts', name: variable.name, size: variable.size, pollTimeoutMs: variable.pollTimeoutMs } });
}

function convert(variable: NeoloadVariable, context: VariablesContext): ConvertedVariables {
  const own = { name: variable.name, description: variable.description };
  const just = (draft: VariableDraft['variable']): ConvertedVariables => ({ files: [], variables: [{ ...own, variable: draft }] });
  switch (variable.is) {
    case 'CONSTANT': return just({ '@type': 'ConstantVariable', value: context.texts.of(variable.value) });
    case 'FILE': return fileVariable(variable, context);
    case 'LIST': return listVariable(variable);
    case 'COUNTER': return just({ '@type': 'CounterVariable', start: variable.start, end: variable.end, increment: variable.increment, format: '', trackPerUser: variable.scope === 'LOCAL', resetOnEachIteration: false });
    case 'RANDOM_NUMBER': return just({ '@type': 'RandomVariable', min: Math.min(variable.min, variable.max), max: Math.max(variable.min, variable.max), format: '', perUser: false });
    case 'PASSWORD':
      context.findings.add({ kind: 'ENCRYPTED_VARIABLE', marker: variable.name });
      return just({ '@type': 'SecretVariable', value: { type: 'PLAIN', value: '' } });
    case 'SERIALIZED':
      context.findings.add({ kind: 'SERIALIZED_VARIABLE', marker: variable.name, facts: { '@type': 'NeoLoadSerializedFacts', columns: variable.columns } });
      return { files: [], variables: [] };
    default:
      reportGenerated(variable, context);
      return { files: [], variables: [] };
  }
}

/** Project variables and the data files they read; the first of two variables of one name counts, as-code files may repeat them. */
export function convertVariables(variables: readonly NeoloadVariable[], context: VariablesContext): ConvertedVariables {
  const drafts = new Map<string, VariableDraft>();
  const files = new Map<string, MigratedFile>();
  for (const variable of variables) {
    const made = convert(variable, context);
    for (const draft of made.variables) if (!drafts.has(draft.name)) drafts.set(draft.name, draft);
    for (const file of made.files) files.set(file.name, file);
  }
  return { variables: [...drafts.values()], files: [...files.values()] };
}
