import type { z } from 'zod';
import type { EndpointName } from '../contract/endpoints.js';
import { OutageError } from '../errors/outage-error.js';
import { AgentError } from '../errors/agent-error.js';
import { ForeignFileError } from '../outgoing/foreign/foreign-file-error.js';
import type { ForeignFile, ForeignFiles } from '../outgoing/foreign/foreign-files.js';
import type { ApplicationConfig } from '../config/application-config.js';
import { urlTroubleInWords } from './url-trouble.js';
import type { CallOptions, OctoperfClient } from './octoperf-client.js';
import { StreamedForm } from './streamed-form.js';

/** An import route that takes one file. */
export type FileImport = Extract<EndpointName, `import${string}`>;
/** How the file of a URL is sent: `filename` where the caller says so, else the last part of the URL's path, else `fallback`. */
export interface UrlUpload { readonly url: string; readonly part: 'file' | 'files'; readonly type: string; readonly filename: string | undefined; readonly fallback: string; readonly query: CallOptions['query'] }
export interface UrlImported<T> { readonly answer: T; readonly host: string; readonly bytes: number }

export interface UrlImportParts { readonly octoperf: OctoperfClient; readonly files: ForeignFiles; readonly config: ApplicationConfig; readonly signal: AbortSignal | undefined }

/** Imports of files that lie behind a URL: fetched as nobody, sent on as the caller while they arrive, kept nowhere. */
export class UrlImports {
  constructor(private readonly parts: UrlImportParts) {}

  /** Throws what the client throws; AgentError or OutageError where the file cannot be had: then nothing was written. */
  async import<S extends z.ZodType>(name: FileImport, schema: S, projectId: string, upload: UrlUpload): Promise<UrlImported<z.output<S>>> {
    const file = await this.parts.files.open(upload.url, this.parts.signal).catch((error: unknown) => { throw inWords(error); });
    try {
      return await this.send(name, schema, projectId, { file, upload });
    } finally {
      file.close();
    }
  }

  private async send<S extends z.ZodType>(name: FileImport, schema: S, projectId: string, { file, upload }: { file: ForeignFile; upload: UrlUpload }): Promise<UrlImported<z.output<S>>> {
    const { octoperf, config } = this.parts;
    const { part, type, query = {} } = upload;
    const counted = new Counted(file.bytes);
    const form = new StreamedForm({ part, type, filename: upload.filename ?? nameIn(file.url) ?? upload.fallback, bytes: counted.all(), length: file.length }, config.imports.urlTimeoutMs + config.octoperf.timeoutMs);
    try {
      const answer = await octoperf.call(name, schema, { projectId }, { query, body: form });
      return { answer, host: file.url.host, bytes: counted.bytes };
    } catch (error) {
      throw form.brokenBy === undefined ? error : inWords(form.brokenBy);
    } finally {
      form.stream.destroy();
    }
  }
}

class Counted {
  bytes = 0;
  constructor(private readonly source: AsyncIterable<Buffer>) {}

  async *all(): AsyncIterable<Buffer> {
    for await (const chunk of this.source) {
      this.bytes += chunk.length;
      yield chunk;
    }
  }
}

const NAME_MAX = 120;

/** The last part of the path, as a name of a file; undefined where there is none. */
function nameIn({ pathname }: URL): string | undefined {
  const last = pathname.split('/').at(-1) ?? '';
  let name = last;
  try { name = decodeURIComponent(last); } catch { /* not encoded as it should be: taken as it is written */ }
  const clean = name.replace(/[\p{Cc}\p{Cf}/\\]/gu, '').trim();
  return clean === '' ? undefined : clean.slice(-NAME_MAX);
}

const inWords = (error: unknown): Error => (error instanceof ForeignFileError ? urlTroubleInWords(error) : error instanceof AgentError || error instanceof OutageError ? error : new OutageError('The file of the URL could not be passed on.', {}, { cause: error }));
