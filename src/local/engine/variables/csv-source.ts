import type { z } from 'zod';
import type { CSVVariable } from '../../../contract/variable.js';
import type { OnceLog } from '../engine-log.js';
import type { ProjectFiles } from '../http/project-files.js';
import { shuffled } from '../interpreter/random.js';
import type { User } from '../interpreter/user.js';
import { PlanRefused } from '../engine-log.js';
import type { Part } from './compile-variables.js';
import { csvRows } from './csv-rows.js';
import type { VariableSource } from './variable-source.js';

/** What a column reads as once the data are over and the user goes on (behaviour.md; JMeter's CSV Data Set). */
const END_OF_FILE = '<EOF>';

interface Cursor { at: number }

/** Rows of a file, one per iteration: a cursor of its own for each user (PRIVATE) or one for all (SHARED). */
export class CsvSource implements VariableSource {
  private readonly names: readonly string[];
  private readonly rows: readonly (readonly string[])[];
  private readonly all: Cursor = { at: 0 };

  private readonly log: OnceLog;

  constructor(private readonly label: string, private readonly variable: z.infer<typeof CSVVariable>, { files, log, part }: { readonly files: ProjectFiles; readonly log: OnceLog; readonly part: Part }) {
    this.log = log;
    const rows = csvRows(bytesOf(variable.filename, label, files), variable, variable.filename);
    const header = variable.names.length === 0;
    this.names = header ? (rows[0] ?? []) : variable.names;
    const data = rows.slice((header || variable.ignoreFirstLine ? 1 : 0) + variable.offset);
    const own = variable.scope === 'SHARED' ? data.filter((_, row) => row % part.of === part.index) : data;
    this.rows = variable.shuffle ? shuffled(own) : own;
    if (this.rows.length === 0) log.warn(`The file "${variable.filename}" of the CSV variable "${label}" has no row: its columns read ${END_OF_FILE}.`);
  }

  startUser(): void {
    // Rows are taken per iteration only.
  }

  startIteration(user: User): void {
    const cursor = this.variable.scope === 'SHARED' ? this.all : user.remembered(this, () => ({ at: 0 }));
    if (cursor.at >= this.rows.length && this.variable.recycleOnEOF) cursor.at = 0;
    const row = this.rows[cursor.at];
    if (row === undefined) { this.exhausted(user); return; }
    cursor.at++;
    this.names.forEach((name, column) => { user.setVariable(name, row[column] ?? ''); });
  }

  private exhausted(user: User): void {
    for (const name of this.names) user.setVariable(name, END_OF_FILE);
    if (!this.variable.stopThreadOnEOF) return;
    this.log.info('o.a.j.t.JMeterThread', `Stop Thread seen for thread ${user.threadName}, reason: org.apache.jorphan.util.JMeterStopThreadException: End of file:resources/${this.variable.filename} detected for CSV DataSet:${this.label} configured with stopThread:true, recycle:false`);
    user.end();
  }
}

function bytesOf(filename: string, label: string, files: ProjectFiles): Buffer {
  try {
    return files.bytes(filename);
  } catch (error) {
    throw new PlanRefused(`The CSV variable "${label}" cannot be read. ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
