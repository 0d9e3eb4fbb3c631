import { Controller, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { isTerminal } from '../../../../contract/bench-result.js';
import type { FileLines } from '../../../../contract/file-lines.js';
import type { Account } from '../../../storage/identity-store.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedQuery } from '../../checked-body.js';
import { Route } from '../../route.js';
import { LINE_RANGE, LineReader } from './line-reader.js';
import { LogFiles } from './log-files.js';

/** Query parameter that names one file. */
export const FileName = z.object({ filename: z.string().min(1, 'is empty: take it from list_bench_result_files') });
const LineRange = FileName.extend(LINE_RANGE);

/** Files of runs and validations: logs and JTLs. */
@Controller()
export class LogsController {
  constructor(private readonly access: Access, private readonly files: LogFiles, private readonly lineReader: LineReader) {}

  /** Names only; before the run is over none but those of printed reports (behaviour.md §19.3, §21.1). */
  @Route('benchFiles')
  async list(@Caller() caller: Account, @Param('benchResultId') id: string): Promise<string[]> {
    const over = await this.isOver(caller, id);
    const names = await this.files.names(id);
    return over ? names : names.filter((name) => name.endsWith('.pdf'));
  }

  /** The bytes as they are. */
  @Route('benchFile')
  async download(@Caller() caller: Account, @Param('benchResultId') id: string, @CheckedQuery(FileName) { filename }: z.infer<typeof FileName>, @Res() response: Response): Promise<void> {
    await this.isOver(caller, id);
    const file = await this.files.open(id, filename);
    // First: it would choose a type by the name.
    response.attachment(filename);
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    await pipeline(file, response);
  }

  /** A stretch of lines, gzip or not (behaviour.md §19.5). */
  @Route('benchFileLines')
  async lines(@Caller() caller: Account, @Param('benchResultId') id: string, @CheckedQuery(LineRange) { filename, from, count }: z.infer<typeof LineRange>): Promise<FileLines> {
    await this.isOver(caller, id);
    return this.lineReader.read(await this.files.path(id, filename), from, count);
  }

  private async isOver(caller: Account, id: string): Promise<boolean> {
    return isTerminal((await this.access.document(caller, 'benchResult', id, 'read')).document.state);
  }
}
