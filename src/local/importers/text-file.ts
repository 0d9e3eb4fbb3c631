import { ImportError } from './import-error.js';
import { toUtf8 } from './text-encoding.js';

/** What a file should be and how to get it again, for the sentences of a refusal. */
export interface FileKind { readonly what: string; readonly again: string }

/** Magic numbers of what people upload instead: archives and pictures of any kind, and what to call them. */
const BINARY = [
  { bytes: [0x50, 0x4b], is: 'a zip archive' },
  { bytes: [0x1f, 0x8b], is: 'compressed with gzip' },
  { bytes: [0x25, 0x50, 0x44, 0x46], is: 'a PDF' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], is: 'a picture' },
] as const;

/**
 * Bytes of an uploaded text (UTF-8, or UTF-16 with byte order mark) as UTF-8 without the mark.
 * `faithful` is false where bytes were no UTF-8 and were replaced.
 * @throws ImportError for nothing, white space only, and files that are no text
 */
export function readText(bytes: Buffer, kind: FileKind): { utf8: Buffer; text: string; faithful: boolean } {
  if (bytes.length === 0) throw new ImportError(`The file is empty (0 bytes), so there is no ${kind.what} in it. ${kind.again}`);
  for (const { bytes: mark, is } of BINARY) {
    if (mark.every((byte, at) => bytes[at] === byte)) throw new ImportError(`This file is ${is}, not a ${kind.what}. ${kind.again}`);
  }
  const { utf8, faithful } = toUtf8(bytes);
  const text = utf8.toString('utf8');
  if (text.trim() === '') throw new ImportError(`The file holds nothing but white space, so there is no ${kind.what} in it. ${kind.again}`);
  return { utf8, text, faithful };
}

/** Deepest nesting of brackets in a JSON text, strings aside; one pass, no stack. */
export function jsonDepth(utf8: Buffer): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < utf8.length; at += 1) {
    const byte = utf8[at];
    if (byte === 0x22) {
      for (at += 1; at < utf8.length && utf8[at] !== 0x22; at += 1) if (utf8[at] === 0x5c) at += 1;
    } else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, depth += 1);
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return deepest;
}
