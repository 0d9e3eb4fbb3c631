import busboy from 'busboy';
import type { Request } from 'express';
import type { Readable } from 'node:stream';
import { badRequest } from '../../refusals.js';

const TEXT_MAX = 1_048_576;
const PARTS_MAX = 20;
/** Room for part headers and boundaries beside the file itself. */
const FRAME_BYTES = 2 * TEXT_MAX;

export interface UploadedFile { readonly bytes: Buffer; readonly filename: string; /** Longer than allowed: what is here is not whole. */ readonly cut: boolean }
export interface Upload { readonly file: UploadedFile | undefined; readonly texts: ReadonlyMap<string, string> }

/**
 * Reads a multipart upload: the part `file` into memory up to `maxBytes`, every other part as text (at most 1 MiB each).
 * Part names as the platform's (behaviour.md §5.6). @throws 400 for anything that is no whole multipart body.
 */
export async function readUpload(request: Request, maxBytes: number): Promise<Upload> {
  const announced = Number(request.headers['content-length'] ?? 0);
  // Refused before a byte is read; the rest is let pass so that the sender gets to read the answer.
  if (announced > maxBytes + FRAME_BYTES) {
    request.resume();
    return { file: { bytes: Buffer.alloc(0), filename: '', cut: true }, texts: new Map() };
  }
  const texts = new Map<string, string>();
  const pending: Promise<void>[] = [];
  let file: UploadedFile | undefined;
  const form = formReader(request, maxBytes);
  form.on('field', (name, value) => texts.set(name, value));
  form.on('file', (name, stream, { filename }: Partial<busboy.FileInfo>) => {
    const whole = name === 'file' && file === undefined;
    const part = collect(stream, whole ? maxBytes : TEXT_MAX).then(({ bytes, cut }) => {
      if (whole) file = { bytes, filename: filename ?? '', cut };
      else texts.set(name, bytes.toString('utf8'));
    });
    // A form that breaks off fails its open part too: the form's own error is the one that is told.
    part.catch(() => undefined);
    pending.push(part);
  });
  await finished(request, form);
  await Promise.all(pending);
  return { file, texts };
}

function formReader(request: Request, maxBytes: number): busboy.Busboy {
  try {
    return busboy({ headers: request.headers, defParamCharset: 'utf8', limits: { fileSize: maxBytes + 1, fieldSize: TEXT_MAX, parts: PARTS_MAX } });
  } catch (error) {
    throw badRequest(`The upload must be multipart/form-data: ${error instanceof Error ? error.message : 'unreadable headers'}. With curl: -F file=@recording.har.`);
  }
}

/** Resolves when the form is read whole. A sender that hangs up in the middle is an error too. */
function finished(request: Request, form: busboy.Busboy): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      request.unpipe(form);
      request.resume();
      reject(badRequest(`The upload is not whole (${reason}). Send it again.`));
    };
    form.on('close', resolve);
    form.on('error', (error) => { fail(error instanceof Error ? error.message : 'unreadable'); });
    request.on('aborted', () => { fail('the connection was closed'); });
    request.on('error', (error) => { fail(error.message); });
    request.pipe(form);
  });
}

async function collect(stream: Readable, maxBytes: number): Promise<{ bytes: Buffer; cut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks), cut: size > maxBytes };
}
