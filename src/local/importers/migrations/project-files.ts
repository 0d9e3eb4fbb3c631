import { toUtf8 } from '../text-encoding.js';

const SLASHES = /[\\/]+/g;
/** A path as files are looked up: one kind of slash, no `./`, no case, because the tools imported from run on Windows. */
const keyOf = (path: string): string => path.replace(SLASHES, '/').replace(/^(?:\.\/)+/, '').toLowerCase();

/** Folder of a path with its slash; empty for a file at the top. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
/** File name of a path. */
export const fileOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * Text of a file as the tool that wrote it meant it: UTF-8 or UTF-16 by its mark, else UTF-8 where the bytes are, else the Windows
 * code page given (VuGen and NeoLoad write ANSI).
 */
export function textOfBytes(bytes: Buffer, codePage = 1252): string {
  if (bytes.length === 0) return '';
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return '';
  const { utf8, faithful } = toUtf8(bytes);
  if (faithful) return utf8.toString('utf8');
  return new TextDecoder([1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258].includes(codePage) ? `windows-${codePage}` : 'windows-1252').decode(bytes);
}

/** The files of an uploaded project by path. Paths are compared without case; the first of two equal ones counts. */
export class ProjectFiles {
  private readonly contents = new Map<string, { path: string; bytes: Buffer | undefined }>();

  add(path: string, bytes: Buffer): void {
    const key = keyOf(path);
    if (this.contents.get(key)?.bytes === undefined) this.contents.set(key, { path: path.replace(SLASHES, '/'), bytes });
  }

  /** Remembers that a file is there without its bytes. */
  mention(path: string): void {
    const key = keyOf(path);
    if (!this.contents.has(key)) this.contents.set(key, { path: path.replace(SLASHES, '/'), bytes: undefined });
  }

  /** Every path, in order of the archive. */
  paths(): string[] {
    return [...this.contents.values()].map(({ path }) => path);
  }

  /** Paths below a folder (empty = everything) whose file name matches. */
  matching(pattern: RegExp, folder = ''): string[] {
    const prefix = keyOf(folder);
    return [...this.contents].filter(([key, { path }]) => key.startsWith(prefix) && pattern.test(fileOf(path))).map(([, { path }]) => path);
  }

  /** Bytes of a file; undefined where it is not there or was not unpacked. */
  bytes(path: string): Buffer | undefined {
    return this.contents.get(keyOf(path))?.bytes;
  }

  text(path: string, codePage?: number): string | undefined {
    const bytes = this.bytes(path);
    return bytes === undefined ? undefined : textOfBytes(bytes, codePage);
  }
}
