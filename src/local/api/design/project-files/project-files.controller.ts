import { Controller, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { ApplicationConfig } from '../../../../config/application-config.js';
import type { FileLines } from '../../../../contract/file-lines.js';
import type { Account } from '../../../storage/identity-store.js';
import { LINE_RANGE, LineReader } from '../../analysis/logs/line-reader.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedQuery } from '../../checked-body.js';
import { badRequest } from '../../refusals.js';
import { Route } from '../../route.js';
import { projectFileName } from './file-name.js';
import { type FileDetails, ProjectFiles } from './project-files.js';
import { receiveFile } from './received-file.js';

export const NamedFile = z.object({ filename: z.string().min(1, 'is empty: take it from list_project_files') });
/** The name may be fixed in the address: so it is in a presigned URL. */
export const UploadQuery = NamedFile.partial();
const Listing = z.object({ details: z.enum(['true', 'false']).default('false') });
const LineRange = NamedFile.extend(LINE_RANGE);

/** Files of a project: CSV data, bodies to send (behaviour.md §13.4; octoperf-rest-api.md §3.5 documented, reading one back inferred). */
@Controller()
export class ProjectFilesController {
  private readonly limit: number;

  constructor(private readonly access: Access, private readonly files: ProjectFiles, private readonly lineReader: LineReader, config: ApplicationConfig) {
    this.limit = config.local.maxUploadBytes;
  }

  /** The bare names (documented); with `?details=true` size and time as well (our addition). */
  @Route('projectFiles')
  async list(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedQuery(Listing) { details }: z.infer<typeof Listing>): Promise<string[] | FileDetails[]> {
    await this.access.document(caller, 'project', projectId, 'read');
    return details === 'true' ? this.files.details(projectId) : this.files.names(projectId);
  }

  /** Adds a file, or puts it in the place of the one of that name. Answers nothing. */
  @Route('uploadProjectFile')
  async upload(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedQuery(UploadQuery) query: z.infer<typeof UploadQuery>, @Req() request: Request): Promise<void> {
    const { document: project } = await this.access.document(caller, 'project', projectId, 'edit');
    if (project.type !== 'DESIGN') throw badRequest('A RESULT project is the frozen copy of a run. Upload into a DESIGN project.');
    const fixed = query.filename === undefined ? undefined : projectFileName(query.filename);
    const received = await this.files.incoming();
    try {
      const given = await receiveFile(request, received, this.limit);
      await this.files.keep(projectId, received, fixed ?? projectFileName(given));
    } finally {
      await rm(received, { force: true });
    }
  }

  /** The bytes as they are, never as what they claim to be. */
  @Route('projectFile')
  async download(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedQuery(NamedFile) { filename }: z.infer<typeof NamedFile>, @Res() response: Response): Promise<void> {
    await this.access.document(caller, 'project', projectId, 'read');
    const { name, size, bytes } = await this.files.open(projectId, filename);
    response.attachment(name);
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Content-Length', size);
    await pipeline(bytes, response);
  }

  /** A stretch of lines, as of the files of a run. */
  @Route('projectFileLines')
  async lines(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedQuery(LineRange) { filename, from, count }: z.infer<typeof LineRange>): Promise<FileLines> {
    await this.access.document(caller, 'project', projectId, 'read');
    return this.lineReader.read(join(this.files.folder(projectId), await this.files.require(projectId, filename)), from, count);
  }

  @Route('deleteProjectFile')
  async delete(@Caller() caller: Account, @Param('projectId') projectId: string, @CheckedQuery(NamedFile) { filename }: z.infer<typeof NamedFile>): Promise<void> {
    await this.access.document(caller, 'project', projectId, 'edit');
    await this.files.remove(projectId, filename);
  }
}
