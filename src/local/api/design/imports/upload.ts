import type { Request } from 'express';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { announcedBytes, announcesTooMuch, collect, readForm } from '../../multipart-form.js';

export interface UploadedFile { readonly bytes: Buffer; readonly filename: string; /** Longer than allowed: what is here is not whole. */ readonly cut: boolean }
export interface Upload { readonly file: UploadedFile | undefined; readonly texts: ReadonlyMap<string, string> }

/** Uploads from here on have memory of their own, which is worth giving back before the request is answered. */
const LARGE_BYTES = 1024 * 1024;

/**
 * Gives the memory of an upload back that was read whole; nobody may look at the bytes afterwards. They are old by now, and old things go
 * in a full collection only, which may be long in coming: moved to a new owner that nobody keeps, they go in the next small one.
 */
export function release(bytes: Buffer): void {
  const { buffer } = bytes;
  if (bytes.length >= LARGE_BYTES && buffer instanceof ArrayBuffer) structuredClone(buffer, { transfer: [buffer] });
}

/** Scripts of one test: as many as importers take (importers/import-k6.ts), and some parts beside them. */
const PARTS_MAX = 220;
const TOO_LARGE: UploadedFile = { bytes: Buffer.alloc(0), filename: '', cut: true };

/**
 * Reads a multipart upload: the first part `file` into memory up to `maxBytes`, every other part as text (at most 1 MiB each).
 * @throws 400 for anything that is no whole multipart body.
 */
export async function readUpload(request: Request, maxBytes: number): Promise<Upload> {
  if (announcesTooMuch(request, maxBytes)) return { file: TOO_LARGE, texts: new Map() };
  // Emptied at the end: the reader of the form lives as long as the request, and would keep the bytes until it is answered.
  const held: UploadedFile[] = [];
  let taken = false;
  const texts = await readForm(request, maxBytes, ({ name, stream, filename }) => {
    if (name !== 'file' || taken) return undefined;
    taken = true;
    return collect(stream, maxBytes, announcedBytes(request, maxBytes)).then(({ bytes, cut }) => { held.push({ bytes, filename, cut }); });
  });
  return { file: held.pop(), texts };
}

/**
 * Reads every part `files` or `file` into memory, in their order, with the paths their senders give them (octoperf-rest-api.md §3.4:
 * the filename of a part is the path scripts import it by); the rest is passed over.
 * @param maxBytes bound of all of them together: where it is passed, the files are marked as cut.
 * @throws 400 for anything that is no whole multipart body.
 */
export async function readUploads(request: Request, maxBytes: number): Promise<readonly UploadedFile[]> {
  if (announcesTooMuch(request, maxBytes)) return [TOO_LARGE];
  const files: UploadedFile[] = [];
  let size = 0;
  const keep = async (at: number, stream: Readable, filename: string): Promise<void> => {
    const chunks: Buffer[] = [];
    // Counted as it arrives: the next part may begin before the reader of this one has come to its end.
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
    });
    await finished(stream);
    files[at] = { bytes: Buffer.concat(chunks), filename, cut: size > maxBytes };
  };
  await readForm(request, maxBytes, ({ name, stream, filename }) => (name === 'files' || name === 'file' ? keep(files.push(TOO_LARGE) - 1, stream, filename) : undefined), { partsMax: PARTS_MAX, paths: true });
  return files.splice(0);
}
