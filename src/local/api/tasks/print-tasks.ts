import { Injectable, Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationConfig } from '../../../config/application-config.js';
import type { BenchReport } from '../../../contract/bench-report.js';
import { ExportReportConfig, pdfNameOf, PrintReportTask, type PrintReportTaskResult } from '../../../contract/report-print.js';
import type { TaskResult } from '../../../contract/task.js';
import { foundChromium } from '../../engine/browsers/chromium.js';
import type { Renderer } from '../../print/print-report.js';
import type { PrintSource } from '../../print/print-source.js';
import type { Account } from '../../storage/identity-store.js';
import { ReportReader } from '../analysis/bench-reports/report-reader.js';
import { checked } from '../checked-body.js';
import { RunReadings } from '../analysis/run-readings.js';
import { ResultFolders } from '../runtime/bench-results/result-folders.js';
import { OneAtATime } from './one-at-a-time.js';
import { PrintSources } from './print-sources.js';
import type { TaskKind } from './task-kind.js';
import { failedTask, type TaskWork } from './task-runner.js';

/** Prints a report to a PDF among the files of its first run (behaviour.md §21.1). One at a time: a browser takes much memory. */
@Injectable()
export class PrintTasks implements TaskKind {
  readonly type = 'PrintReportTask';
  private readonly logger = new Logger(PrintTasks.name);
  private readonly turns = new OneAtATime();

  constructor(private readonly config: ApplicationConfig, private readonly reports: ReportReader, private readonly sources: PrintSources, private readonly readings: RunReadings, private readonly folders: ResultFolders) {}

  async accept(caller: Account, body: object): Promise<TaskWork> {
    const { benchReportId, config } = checked(PrintReportTask, body);
    const report = await this.reports.read(caller, benchReportId);
    for (const id of report.benchResultIds) await this.readings.run(caller, id);
    return { run: () => this.turns.run(() => this.print(caller, report, config ?? ExportReportConfig.parse({}))), onDefect: 'Printing the report failed inside the embedded backend; its log says why. No file was written.' };
  }

  private async print(caller: Account, report: BenchReport, config: ExportReportConfig): Promise<PrintReportTaskResult | TaskResult> {
    const chromium = foundChromium(this.config.local.engine.chromium ?? '');
    if (this.config.local.print.renderer === 'chromium' && chromium === undefined) return failedTask('This machine has no Chromium, and local.print.renderer asks for it. Install one, name it in local.engine.chromium, or set local.print.renderer to auto.');
    const pdf = await this.rendered(await this.sources.of(caller, report, config, Date.now()), chromium);
    const [benchResultId = ''] = report.benchResultIds;
    const filename = pdfNameOf(report.name);
    await this.store(benchResultId, filename, pdf);
    return { '@type': 'PrintReportTaskResult', filename, benchResultId };
  }

  /** With Chromium where there is one; without, where it does not start and nobody insisted on it. */
  private async rendered(source: PrintSource, chromium: string | undefined): Promise<Buffer> {
    // Loaded by the first print: its libraries take a hundred megabytes.
    const { printReport } = await import('../../print/print-report.js');
    const { renderer } = this.config.local.print;
    if (renderer === 'document' || chromium === undefined) return printReport(source, 'document');
    const browser: Renderer = { chromium, asRoot: process.getuid?.() === 0 };
    if (renderer === 'chromium') return printReport(source, browser);
    try {
      return await printReport(source, browser);
    } catch (error) {
      this.logger.warn(`Chromium could not print, so the report is printed without it: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown reason'}`);
      return printReport(source, 'document');
    }
  }

  /** Whole or not at all: who downloads meanwhile gets the former file. */
  private async store(benchResultId: string, filename: string, pdf: Buffer): Promise<void> {
    const folder = await this.folders.create(benchResultId);
    const unfinished = join(folder, `.${randomUUID()}.pdf`);
    try {
      await writeFile(unfinished, pdf);
      await rename(unfinished, join(folder, filename));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }
}
