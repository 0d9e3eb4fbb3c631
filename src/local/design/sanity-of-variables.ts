import type { SanityCheckEntry } from '../../contract/validation.js';
import type { VariableWrapper } from '../../contract/variable.js';
import { CSVVariable } from '../../contract/variable.js';
import type { z } from 'zod';
import type { ProjectFile } from './sanity-check.js';

interface CsvOfProject { readonly id: string; readonly name: string; readonly csv: z.infer<typeof CSVVariable> }

const entry = (level: SanityCheckEntry['level'], message: string, variable: CsvOfProject, detail: string): SanityCheckEntry => ({ level, message, variableId: variable.id, detail });

/** Columns of one CSV line; quotes count only where the variable says so. */
function columns(line: string, { delimiter, allowQuotedData }: CsvOfProject['csv']): number {
  const separator = delimiter === '\\t' ? '\t' : delimiter;
  if (separator === '') return 1;
  if (!allowQuotedData) return line.split(separator).length;
  let count = 1;
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '"') quoted = !quoted;
    else if (!quoted && line.startsWith(separator, at)) { count += 1; at += separator.length - 1; }
  }
  return count;
}

function contentComplaints(variable: CsvOfProject, text: string): SanityCheckEntry[] {
  const { csv } = variable;
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/).filter((line) => line !== '');
  const rows = lines.slice(csv.ignoreFirstLine ? 1 : 0);
  if (rows.length === 0) return [entry('WARNING', 'Empty file for CSVVariable', variable, csv.filename)];
  const expected = csv.names.length;
  const odd = expected === 0 ? 0 : rows.filter((line) => columns(line, csv) !== expected).length;
  return odd === 0 ? [] : [entry('WARNING', `${odd} lines in file '${csv.filename}' have inconsistent column counts (expected: ${expected})`, variable, variable.name)];
}

function ownComplaints(variable: CsvOfProject, files: ReadonlyMap<string, ProjectFile>): SanityCheckEntry[] {
  const { csv } = variable;
  const file = files.get(csv.filename);
  const found: SanityCheckEntry[] = [];
  if (file === undefined) found.push(entry('ERROR', 'A file is missing for CSV variable', variable, `${variable.name}: ${csv.filename}`));
  else if (file.text !== undefined) found.push(...contentComplaints(variable, file.text));
  if (csv.stopThreadOnEOF) found.push(entry('WARNING', "End Of Value Policy is 'Stop VU'", variable, variable.name));
  return found;
}

/** Column names and files that more than one CSV variable uses; the complaint goes to every variable after the first. */
function sharedComplaints(variables: readonly CsvOfProject[]): SanityCheckEntry[] {
  const columnOwners = new Map<string, CsvOfProject>();
  const fileOwners = new Map<string, CsvOfProject>();
  return variables.flatMap((variable) => {
    const found: SanityCheckEntry[] = [];
    const conflicting = variable.csv.names.filter((name) => columnOwners.has(name));
    if (conflicting.length > 0) found.push(entry('ERROR', 'CSVVariable has conflicting column names', variable, `${variable.name}: ${conflicting.join(', ')}, also in ${columnOwners.get(conflicting[0] ?? '')?.name ?? ''}`));
    for (const name of variable.csv.names) if (!columnOwners.has(name)) columnOwners.set(name, variable);
    const file = variable.csv.filename;
    if (fileOwners.has(file)) found.push(entry('WARNING', `File ${file} is used by multiple csv variables. This can lead to unpredictable behavior.`, variable, variable.name));
    else fileOwners.set(file, variable);
    return found;
  });
}

/** What is wrong with the CSV variables of a project (entities.md Appendix D). */
export function variableComplaints(variables: readonly VariableWrapper[], projectFiles: readonly ProjectFile[]): SanityCheckEntry[] {
  const files = new Map(projectFiles.map((file) => [file.name, file]));
  const csvs = variables.flatMap(({ id, name, variable }) => {
    const csv = CSVVariable.safeParse(variable);
    return csv.success ? [{ id, name, csv: csv.data }] : [];
  });
  return [...csvs.flatMap((variable) => ownComplaints(variable, files)), ...sharedComplaints(csvs)];
}
