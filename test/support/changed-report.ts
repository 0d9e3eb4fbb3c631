import { join } from 'node:path';
import type { BenchReport } from '../../src/contract/bench-report.js';
import { openDatabase } from '../../src/local/storage/local-database.js';

/** Writes a report of the server whose data stands in that folder as `change` makes it, past every tool: for items that no tool adds. */
export async function changeReport(dataFolder: string, reportId: string, change: (report: BenchReport) => BenchReport): Promise<void> {
  const database = await openDatabase({ file: join(dataFolder, 'octoperf.db') });
  try {
    const stored = await database.documents.find('benchReport', reportId);
    if (stored === undefined || !(await database.documents.replace('benchReport', change(stored.document)))) throw new Error(`There is no report ${reportId}`);
  } finally {
    await database.close();
  }
}
