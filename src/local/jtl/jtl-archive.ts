import { open, type Entry, type ZipFile } from 'yauzl';
import type { Readable } from 'node:stream';
import { JtlError } from './jtl-error.js';

/** Files one archive may hold: each becomes a Virtual User. */
const ENTRIES_MAX = 200;
/** What no JTL reaches: these columns of figures shrink to a tenth or a twentieth. */
const RATIO_MAX = 400;
const RATIO_FROM_BYTES = 64 * 1_048_576;
/** What file managers put beside the files of a zip they make. */
const IGNORED = /(?:^|\/)(?:__MACOSX\/.*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i;
const LINK_MODE = 0o120000;

const shown = (name: string): string => JSON.stringify(name.slice(0, 200));
/** A name without its folders. */
export const bareName = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

/**
 * Goes through the files of a zip on the disk, one after the other, unpacked as they are read.
 * @param take reads a file to its end; without it they are only counted @returns how many there are @throws JtlError for what is no zip, is encrypted, leads out of the archive, or unpacks to too much
 */
export async function eachArchived(path: string, take?: (name: string, content: Readable) => Promise<void>): Promise<number> {
  const zip = await opened(path);
  let files = 0;
  try {
    await eachEntry(zip, async (entry) => {
      if (entry.fileName.endsWith('/') || IGNORED.test(entry.fileName)) return;
      files += 1;
      refuse(entry, files);
      if (take !== undefined) await take(bareName(entry.fileName), await contentOf(zip, entry));
    });
  } finally {
    zip.close();
  }
  return files;
}

function refuse(entry: Entry, number: number): void {
  const { fileName, compressedSize, uncompressedSize, externalFileAttributes } = entry;
  if (number > ENTRIES_MAX) throw new JtlError(`The zip holds more than ${ENTRIES_MAX} files. Zip the JTL files of one test only.`);
  if (entry.isEncrypted()) throw new JtlError(`The file ${shown(fileName)} in the zip is encrypted.`);
  if (((externalFileAttributes >>> 16) & 0o170000) === LINK_MODE) throw new JtlError(`The file ${shown(fileName)} in the zip is a link. Put the JTL file itself into it.`);
  if (uncompressedSize > RATIO_FROM_BYTES && uncompressedSize > compressedSize * RATIO_MAX) throw new JtlError(`The file ${shown(fileName)} in the zip unpacks to more than ${RATIO_MAX} times its size: no JTL file does.`);
}

function opened(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, zip) => {
      if (error instanceof Error) reject(unreadable(error));
      else resolve(zip);
    });
  });
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error instanceof Error) reject(unreadable(error));
      else resolve(stream);
    });
  });
}

function eachEntry(zip: ZipFile, take: (entry: Entry) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    zip.on('error', (error: Error) => { reject(unreadable(error)); });
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      take(entry).then(() => { zip.readEntry(); }, reject);
    });
    zip.readEntry();
  });
}

/** The sentence for what the zip reader itself refuses: names that leave the archive, broken headers, sizes that lie. */
export function unreadable(error: unknown): Error {
  if (error instanceof JtlError) return error;
  const reason = (error instanceof Error ? error.message : String(error)).slice(0, 200);
  return new JtlError(`The archive cannot be read: ${reason}. It may be cut off; pack the JTL files again and upload the whole of it.`);
}
