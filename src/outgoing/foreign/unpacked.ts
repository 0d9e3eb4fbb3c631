import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ForeignFileError } from './foreign-file-error.js';

const CODINGS: Readonly<Record<string, () => Transform>> = { 'gzip': createGunzip, 'x-gzip': createGunzip, 'deflate': createInflate, 'br': createBrotliDecompress };

/** What is known of a file before its bytes are: who sends it, and how many there may be. */
interface Bounds { readonly host: string; readonly most: number }

/**
 * The bytes of an answer without their content coding, as they come; counted after they were unpacked, so that a small answer cannot
 * become a large file. @throws ForeignFileError for a coding that is not known; the iteration, for more bytes than `most` and for bytes that are not so coded
 */
export function unpacked(answer: Readable, coding: string, bounds: Bounds): AsyncIterable<Buffer> {
  if (coding === 'identity') return bounded(answer, bounds);
  const decoder = CODINGS[coding];
  if (decoder === undefined) throw new ForeignFileError('encoding', bounds.host);
  return decoded(answer, decoder(), bounds);
}

async function* decoded(answer: Readable, decoder: Transform, bounds: Bounds): AsyncIterable<Buffer> {
  const chain = pipeline(answer, decoder, () => undefined);
  try {
    yield* bounded(chain, bounds);
  } catch (error) {
    const { code = '' } = error as { code?: string };
    throw /^(?:Z_|ERR_BROTLI|ERR__ERROR)/.test(code) ? new ForeignFileError('encoding', bounds.host, '', { cause: error }) : error;
  }
}

async function* bounded(bytes: Readable, { host, most }: Bounds): AsyncIterable<Buffer> {
  let count = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    count += chunk.length;
    if (count > most) throw new ForeignFileError('too-large', host, most);
    yield chunk;
  }
}
