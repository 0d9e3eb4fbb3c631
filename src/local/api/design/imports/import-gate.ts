import { Injectable, PayloadTooLargeException } from '@nestjs/common';
import type { Request } from 'express';
import { ApplicationConfig } from '../../../../config/application-config.js';
import type { Account } from '../../../storage/identity-store.js';
import { Access } from '../../access.js';
import { badRequest } from '../../refusals.js';
import { readUpload, readUploads, type Upload, type UploadedFile } from './upload.js';

/** The project an import adds to. */
export interface ImportTarget { readonly projectId: string; readonly workspaceId: string }
/** An upload whose file is there and whole. */
export interface WholeUpload extends Upload { readonly file: UploadedFile }

/** What stands before every import: the right to design in the project, and an upload that is whole and not too large. */
@Injectable()
export class ImportGate {
  private readonly limit: number;

  constructor(private readonly access: Access, config: ApplicationConfig) {
    this.limit = Math.min(config.local.maxUploadBytes, config.mcp.fileSourceMaxBytes);
  }

  /** 404 and 403 as everywhere; 400 for the frozen project of a run. */
  async target(caller: Account, projectId: string): Promise<ImportTarget> {
    const { document: project, workspaceId } = await this.access.document(caller, 'project', projectId, 'design');
    if (project.type !== 'DESIGN') throw badRequest('A RESULT project is the frozen copy of a run. Import into a DESIGN project.');
    return { projectId: project.id, workspaceId };
  }

  /** For what only looks at a file: 404 where the caller may not see the project. */
  async reader(caller: Account, projectId: string): Promise<void> {
    await this.access.document(caller, 'project', projectId, 'read');
  }

  /** The part `file`. @param what the file in words ("the HAR"), `sample` a name for it @throws 400 where it is missing or broken off, 413 where it is too large */
  async file(request: Request, what: string, sample: string): Promise<WholeUpload> {
    const { file, texts } = await readUpload(request, this.limit);
    if (file === undefined) throw badRequest(`The upload has no part named "file": send ${what} as multipart/form-data in a part of that name (curl -F file=@${sample}).`);
    if (file.cut) throw this.tooLarge();
    return { file, texts };
  }

  /** The parts `files` (one name for many, octoperf-rest-api.md §3.4) in their order; a part `file` counts as one of them. Refusals as above. */
  async files(request: Request, what: string, sample: string): Promise<readonly UploadedFile[]> {
    const files = await readUploads(request, this.limit);
    if (files.length === 0) throw badRequest(`The upload has no part named "files": send ${what} as multipart/form-data, each file in a part of that name (curl -F files=@${sample}).`);
    if (files.some(({ cut }) => cut)) throw this.tooLarge();
    return files;
  }

  private tooLarge(): Error {
    return new PayloadTooLargeException(`The upload is larger than the ${this.limit} bytes this backend accepts (local.max-upload-bytes, mcp.file-source-max-bytes). Record a shorter scenario, or without images and media; split what is larger.`);
  }
}
