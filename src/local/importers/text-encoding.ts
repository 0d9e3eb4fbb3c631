import { isUtf8 } from 'node:buffer';
import { ImportError } from './import-error.js';

const MARKS = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], refusal: "This is a zip archive, not a HAR. Record again with content: 'embed' (a zip comes from content: 'attach') and upload the .har file itself." },
  { bytes: [0x50, 0x4b, 0x05, 0x06], refusal: "This is an empty zip archive, not a HAR. Record again with content: 'embed' and upload the .har file itself." },
  { bytes: [0x1f, 0x8b], refusal: 'This file is compressed with gzip. Unpack it and upload the .har file itself.' },
  { bytes: [0x00, 0x00, 0xfe, 0xff], refusal: 'This file is written in UTF-32. Save it as UTF-8 and upload it again.' },
  { bytes: [0xff, 0xfe, 0x00, 0x00], refusal: 'This file is written in UTF-32. Save it as UTF-8 and upload it again.' },
] as const;

const startsWith = (bytes: Buffer, mark: readonly number[]): boolean => mark.every((byte, at) => bytes[at] === byte);

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
}

/**
 * Takes the bytes of an uploaded text and returns them as UTF-8 without a byte order mark; UTF-8 is not copied.
 * `faithful` is false where bytes were no UTF-8 and readers will see replacement characters.
 * @throws ImportError for nothing at all, archives and UTF-32
 */
export function toUtf8(bytes: Buffer): { utf8: Buffer; faithful: boolean } {
  if (bytes.length === 0) throw new ImportError('The file is empty (0 bytes). Export the recording again and upload the whole file.');
  for (const { bytes: mark, refusal } of MARKS) if (startsWith(bytes, mark)) throw new ImportError(refusal);
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return toUtf8Body(bytes.subarray(3));
  if (startsWith(bytes, [0xff, 0xfe])) return { utf8: Buffer.from(bytes.toString('utf16le', 2), 'utf8'), faithful: true };
  if (startsWith(bytes, [0xfe, 0xff])) return { utf8: Buffer.from(swapped(bytes.subarray(2)).toString('utf16le'), 'utf8'), faithful: true };
  return toUtf8Body(bytes);
}

function toUtf8Body(bytes: Buffer): { utf8: Buffer; faithful: boolean } {
  return { utf8: bytes, faithful: isUtf8(bytes) };
}
