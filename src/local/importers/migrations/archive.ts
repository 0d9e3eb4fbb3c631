import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { oneLine } from '../clean-text.js';
import { ImportError } from '../import-error.js';
import { ProjectFiles } from './project-files.js';

/** What one upload may unpack to: a whole project has some thousand small files, a bomb has one that never ends. */
export const ARCHIVE_LIMITS = { entries: 20_000, entryBytes: 64 * 1024 * 1024, totalBytes: 192 * 1024 * 1024, ratio: 250, ratioFromBytes: 4 * 1024 * 1024 } as const;

const shown = (name: string): string => JSON.stringify(oneLine(name).text.slice(0, 200));
const isFolder = (name: string): boolean => name.endsWith('/');
/** What macOS puts beside every file of a zip it makes. */
const IGNORED = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$)/i;
/** Marks of a zip entry that is a symbolic link (upper half of the external attributes: unix mode). */
const LINK_MODE = 0o120000;
const isLink = (entry: Entry): boolean => ((entry.externalFileAttributes >>> 16) & 0o170000) === LINK_MODE;

/** The sentence for what the zip reader itself refuses: names that leave the archive, broken headers, sizes that lie. */
function refusal(error: unknown, name?: string): ImportError {
  if (error instanceof ImportError) return error;
  const reason = oneLine(error instanceof Error ? error.message : String(error)).text.slice(0, 200);
  const where = name === undefined ? '' : ` at ${shown(name)}`;
  if (/invalid relative path|absolute path|invalid characters in fileName/i.test(reason)) return new ImportError(`The zip holds a file whose name would leave the archive (${reason}). Zip the project folder again with an ordinary tool and upload that.`);
  return new ImportError(`The zip cannot be read${where}: ${reason}. It may be cut off; zip the project folder again and upload the whole file.`);
}

/** Refuses an entry by what its header says, before a byte of it is unpacked. */
function refuseEntry(entry: Entry, index: number): void {
  const { fileName, compressedSize, uncompressedSize } = entry;
  if (index >= ARCHIVE_LIMITS.entries) throw new ImportError(`The zip holds more than ${ARCHIVE_LIMITS.entries} files. Leave out results, logs and recordings and upload it again.`);
  if (entry.isEncrypted()) throw new ImportError(`The file ${shown(fileName)} in the zip is encrypted. Zip the project again without a password.`);
  if (uncompressedSize >= ARCHIVE_LIMITS.ratioFromBytes && uncompressedSize > compressedSize * ARCHIVE_LIMITS.ratio) throw new ImportError(`The file ${shown(fileName)} in the zip unpacks to more than ${ARCHIVE_LIMITS.ratio} times its size, as an attack does. Leave it out and upload the zip again.`);
}

function openZip(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, zip) => {
      if (error instanceof Error) reject(refusal(error));
      else resolve(zip);
    });
  });
}

/** Bytes of one entry; more than its header says, or a wrong check sum, is an error of the zip reader. */
function bytesOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error instanceof Error) return reject(refusal(error, entry.fileName));
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('error', (fault: Error) => { reject(refusal(fault, entry.fileName)); });
      stream.on('end', () => { resolve(Buffer.concat(pieces)); });
    });
  });
}

/** One pass over the directory of a zip; `take` decides entry by entry and the next is read when it is done. */
function eachEntry(zip: ZipFile, take: (entry: Entry, index: number) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let index = 0;
    const fail = (error: unknown): void => { reject(refusal(error)); };
    zip.on('error', fail);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      take(entry, index).then(() => { index += 1; zip.readEntry(); }, fail);
    });
    zip.readEntry();
  });
}

function refuseOtherFormats(bytes: Buffer): void {
  if (bytes.length === 0) throw new ImportError('The file is empty (0 bytes). Zip the whole project folder and upload the zip.');
  const start = bytes.subarray(0, 4).toString('latin1');
  if (start.startsWith('\u001f\u008b')) throw new ImportError('This file is compressed with gzip, not a zip. Zip the project folder and upload the .zip.');
  if (start.startsWith('Rar!') || start.startsWith('7z\u00bc\u00af')) throw new ImportError('This archive is not a zip. Pack the project folder as .zip and upload that.');
  if (!start.startsWith('PK')) throw new ImportError('This file is not a zip. Zip the whole project folder and upload the .zip.');
}

/**
 * Unpacks the files that `wanted` names from a zip in memory; nothing is written to a disk and no archive inside the archive is
 * opened. Every other file is known by its path only.
 * @throws ImportError naming the entry: no zip, encrypted, a name that leaves the archive, too many, too large or lying files
 */
export async function unpack(bytes: Buffer, wanted: (path: string) => boolean): Promise<ProjectFiles> {
  refuseOtherFormats(bytes);
  const zip = await openZip(bytes);
  const files = new ProjectFiles();
  let total = 0;
  try {
    await eachEntry(zip, async (entry, index) => {
      refuseEntry(entry, index);
      if (isFolder(entry.fileName) || IGNORED.test(entry.fileName) || isLink(entry)) return;
      if (!wanted(entry.fileName)) { files.mention(entry.fileName); return; }
      total += entry.uncompressedSize;
      if (entry.uncompressedSize > ARCHIVE_LIMITS.entryBytes || total > ARCHIVE_LIMITS.totalBytes) throw new ImportError(`The zip unpacks to more than is taken at ${shown(entry.fileName)} (${ARCHIVE_LIMITS.entryBytes} bytes a file, ${ARCHIVE_LIMITS.totalBytes} in all). Leave out results and recordings and upload it again.`);
      files.add(entry.fileName, await bytesOf(zip, entry));
    });
  } finally {
    zip.close();
  }
  return files;
}
