import busboy from 'busboy';
import type { Request } from 'express';
import type { Readable } from 'node:stream';
import { badRequest } from './refusals.js';

/** Longest part that is read as text, in bytes. */
const TEXT_MAX = 1_048_576;
const PARTS_MAX = 20;
/** Room for part headers and boundaries beside the file itself. */
const FRAME_BYTES = 2 * TEXT_MAX;

/** A part that came as a file, still to be read. */
export interface FilePart { readonly name: string; readonly stream: Readable; /** Bare name from the part's header, '' where it has none. */ readonly filename: string }
/** Reads a file part to its end; undefined = read it as text like the others. */
export type TakeFile = (part: FilePart) => Promise<void> | undefined;
/** `partsMax`: most parts taken (20); `paths`: names of files keep the folders their senders give them. */
export interface FormOptions { readonly partsMax?: number; readonly paths?: boolean }

/**
 * Whether the upload says of itself that it is too large. It is then refused before a byte is read; the rest is let pass so that
 * the sender gets to read the answer.
 */
export function announcesTooMuch(request: Request, maxBytes: number): boolean {
  if (Number(request.headers['content-length'] ?? 0) <= maxBytes + FRAME_BYTES) return false;
  request.resume();
  return true;
}

/**
 * Reads a multipart form: file parts go to `takeFile` (one byte beyond `maxBytes` tells that there was more), the rest is kept as
 * text by part name, at most 1 MiB each. Part names as the platform's (behaviour.md §5.6).
 * @throws 400 for anything that is no whole multipart body or has too many parts; every file part is at its end by then.
 */
export async function readForm(request: Request, maxBytes: number, takeFile: TakeFile, { partsMax = PARTS_MAX, paths = false }: FormOptions = {}): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const pending: Promise<void>[] = [];
  let failure: { readonly error: unknown } | undefined;
  const form = formReader(request, maxBytes, partsMax, paths);
  form.on('partsLimit', () => { failure ??= { error: badRequest(`The upload has more than ${partsMax} parts. Send fewer files at once.`) }; });
  form.on('field', (name, value) => texts.set(name, value));
  form.on('file', (name, stream, { filename }: Partial<busboy.FileInfo>) => {
    const part = takeFile({ name, stream, filename: filename ?? '' }) ?? collect(stream, TEXT_MAX).then(({ bytes }) => { texts.set(name, bytes.toString('utf8')); });
    part.catch((error: unknown) => {
      // A form that breaks off fails its open part too: then the form's own error is the one that is told.
      if (form.destroyed) return;
      failure = { error };
      form.destroy(new Error('a part could not be kept'));
    });
    pending.push(part);
  });
  const end = await finished(request, form).then(() => undefined, (error: unknown) => ({ error }));
  await Promise.allSettled(pending);
  const fault = failure ?? end;
  if (fault !== undefined) throw fault.error;
  return texts;
}

/**
 * What a stream carries, up to `maxBytes`; longer ones are read to their end and marked as cut.
 * @param atMost bytes that it can have at most, where that is known: then they are written to their place as they come, not held twice
 */
export async function collect(stream: Readable, maxBytes: number, atMost?: number): Promise<{ bytes: Buffer; cut: boolean }> {
  const whole = atMost === undefined ? undefined : Buffer.allocUnsafe(Math.min(atMost, maxBytes));
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (size + chunk.length > maxBytes) size = maxBytes + 1;
    else {
      if (whole === undefined) chunks.push(chunk);
      else chunk.copy(whole, size);
      size += chunk.length;
    }
  }
  const cut = size > maxBytes;
  return { bytes: whole === undefined ? Buffer.concat(chunks) : whole.subarray(0, cut ? 0 : size), cut };
}

/** Bytes of the whole upload as its sender announces them; undefined where it does not, or lies: then they are not more than can be held. */
export function announcedBytes(request: Request, maxBytes: number): number | undefined {
  const bytes = Number(request.headers['content-length'] ?? NaN);
  return Number.isSafeInteger(bytes) && bytes > 0 && bytes <= maxBytes + FRAME_BYTES ? bytes : undefined;
}

/** The reader tells of its limit when the last allowed part ends: it gets one more than is taken. */
function formReader(request: Request, maxBytes: number, partsMax: number, preservePath: boolean): busboy.Busboy {
  try {
    return busboy({ headers: request.headers, preservePath, defParamCharset: 'utf8', limits: { fileSize: maxBytes + 1, fieldSize: TEXT_MAX, parts: partsMax + 1 } });
  } catch (error) {
    throw badRequest(`The upload must be multipart/form-data: ${error instanceof Error ? error.message : 'unreadable headers'}. With curl: -F file=@ and the name of the file.`);
  }
}

/** Resolves when the form is read whole. A sender that hangs up in the middle is an error too. */
function finished(request: Request, form: busboy.Busboy): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      reject(badRequest(`The upload is not whole (${reason}). Send it again.`));
      request.unpipe(form);
      request.resume();
      // Ends the part that is being read, whose reader would wait for ever.
      form.destroy();
    };
    form.on('close', resolve);
    form.on('error', (error) => { fail(error instanceof Error ? error.message : 'unreadable'); });
    request.on('aborted', () => { fail('the connection was closed'); });
    request.on('error', (error) => { fail(error.message); });
    request.pipe(form);
  });
}
