import { PayloadTooLargeException } from '@nestjs/common';
import type { Request } from 'express';
import { createWriteStream, type WriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { announcesTooMuch, readForm } from '../../multipart-form.js';
import { badRequest } from '../../refusals.js';
import { unquotedName } from './file-name.js';

const OWNER_ONLY = 0o600;

/**
 * Writes the part `file` of an upload to a new file at `path`, as it comes: nothing is held in memory.
 * @param maxBytes largest file taken, @param setting the configuration key that says so.
 * @returns the name its sender gives it: the part `filename`, else the name of the `file` part itself (octoperf-rest-api.md §3.5); unchecked
 * @throws 413 for a larger one, 400 where there is no such part or the upload breaks off; what was written until then stays.
 */
export async function receiveFile(request: Request, path: string, maxBytes: number, setting = 'local.max-upload-bytes'): Promise<string> {
  const tooLarge = new PayloadTooLargeException(`The file is larger than the ${maxBytes} bytes this backend accepts (${setting}). Send a smaller one.`);
  if (announcesTooMuch(request, maxBytes)) throw tooLarge;
  let own: string | undefined;
  let target: WriteStream | undefined;
  const texts = await readForm(request, maxBytes, ({ name, stream, filename }) => {
    if (name !== 'file' || own !== undefined) return undefined;
    own = filename;
    target = createWriteStream(path, { flags: 'wx', mode: OWNER_ONLY });
    return pipeline(stream, target);
  }).catch(async (error: unknown) => {
    // A file that is still being opened would appear after whoever asked for it has cleared away.
    if (target !== undefined) await closed(target);
    throw error;
  });
  const written = target?.bytesWritten ?? 0;
  if (own === undefined) throw badRequest('The upload has no part named "file" that is a file. Send multipart/form-data with the parts "filename" and "file" (curl -F filename=users.csv -F file=@users.csv).');
  if (written > maxBytes) throw tooLarge;
  const named = texts.get('filename');
  return named === undefined ? own : unquotedName(named);
}

function closed(target: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (target.closed) { resolve(); return; }
    target.once('close', resolve);
    target.destroy();
  });
}
