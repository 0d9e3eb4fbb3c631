import { Controller, Header, Param, PayloadTooLargeException, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { ApplicationConfig } from '../../../../config/application-config.js';
import { isTerminal } from '../../../../contract/bench-result.js';
import type { Account } from '../../../storage/identity-store.js';
import { Access, type Right } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedQuery } from '../../checked-body.js';
import { projectFileName } from '../../design/project-files/file-name.js';
import { receiveFile } from '../../design/project-files/received-file.js';
import { badRequest, conflict, quoted } from '../../refusals.js';
import { Route } from '../../route.js';
import { ResultFolders } from '../../runtime/bench-results/result-folders.js';
import { TAIL_LINES_MAX, tailOf } from './file-tail.js';
import { LogFiles } from './log-files.js';
import { FileName } from './logs.controller.js';
import { ZIP_MAX_BYTES, zipOf } from './zip-stream.js';

/** Calls on the files of a run that only the first Maven plugin knows (octoperf-maven-plugin, LogApi of its first release; documented, possibly stale). */
@Controller()
export class LogStoreController {
  private readonly limit: number;

  constructor(private readonly access: Access, private readonly files: LogFiles, private readonly folders: ResultFolders, config: ApplicationConfig) {
    this.limit = config.local.maxUploadBytes;
  }

  /** All files of a run that is over, in one archive; an empty one before. */
  @Route('benchFilesZip')
  async zip(@Caller() caller: Account, @Param('benchResultId') id: string, @Res() response: Response): Promise<void> {
    const paths = await Promise.all(((await this.isOver(caller, id, 'read')) ? await this.files.names(id) : []).map(async (name) => ({ name, path: await this.files.path(id, name) })));
    const sizes = await Promise.all(paths.map(async ({ path }) => (await stat(path)).size));
    if (sizes.reduce((sum, size) => sum + size, 0) > ZIP_MAX_BYTES) throw new PayloadTooLargeException('The files of this run are larger than the 4 GiB that an archive takes. Download them one by one.');
    response.attachment(`${id}.zip`);
    response.setHeader('Content-Type', 'application/zip');
    await pipeline(zipOf(paths.map(({ name, path }) => ({ name, bytes: () => createReadStream(path) }))), response);
  }

  /** Adds a file to a run that is over; a name that is taken stays what it is. Answers nothing. */
  @Route('uploadBenchFile')
  async upload(@Caller() caller: Account, @Param('benchResultId') id: string, @Req() request: Request): Promise<void> {
    await this.requireOver(caller, id);
    const folder = this.folders.of(id);
    await mkdir(folder, { recursive: true });
    const received = join(folder, `.${randomUUID()}`);
    try {
      const name = projectFileName(await receiveFile(request, received, this.limit));
      if ((await this.files.names(id)).includes(name)) throw conflict(`The run has a file ${quoted(name)} already. Delete it first, or send it under another name.`);
      await rename(received, join(folder, name));
    } finally {
      await rm(received, { force: true });
    }
  }

  @Route('deleteBenchFile')
  async delete(@Caller() caller: Account, @Param('benchResultId') id: string, @CheckedQuery(FileName) { filename }: z.infer<typeof FileName>): Promise<void> {
    await this.requireOver(caller, id);
    await rm(await this.files.path(id, filename), { force: true });
  }

  /** The last lines of a file, as text. After the other paths below `/analysis/logs`, which it would take. */
  @Route('benchFileTail')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Header('X-Content-Type-Options', 'nosniff')
  async tail(@Caller() caller: Account, @Param('benchResultId') id: string, @Param('lines') lines: string, @CheckedQuery(FileName) { filename }: z.infer<typeof FileName>): Promise<string> {
    await this.isOver(caller, id, 'read');
    const count = Number(lines);
    if (!Number.isInteger(count) || count < 1 || count > TAIL_LINES_MAX) throw badRequest(`${quoted(lines)} is not a number of lines from 1 to ${TAIL_LINES_MAX}.`);
    return tailOf(await this.files.path(id, filename), count);
  }

  private async requireOver(caller: Account, id: string): Promise<void> {
    if (!(await this.isOver(caller, id, 'edit'))) throw conflict('The run goes on: its files belong to the load generators. Wait for its end, or stop it.');
  }

  private async isOver(caller: Account, id: string, right: Right): Promise<boolean> {
    return isTerminal((await this.access.document(caller, 'benchResult', id, right)).document.state);
  }
}
