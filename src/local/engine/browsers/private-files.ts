import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Entries looked at when a folder is measured. */
const MOST_ENTRIES = 20_000;

/**
 * Bytes of a file that a spec left, where it is an ordinary file of the folder and not larger than the limit: no link leads to
 * anything else of this machine.
 */
export function bytesOf(folder: string, path: string, limit: number): Uint8Array | undefined {
  let file: number | undefined;
  try {
    if (!realpathSync(path).startsWith(realpathSync(folder) + sep)) return undefined;
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const { size, nlink } = fstatSync(file);
    if (!fstatSync(file).isFile() || nlink !== 1 || size > limit) return undefined;
    return readFileSync(file);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Bytes below a folder, as far as they can be counted. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  let sum = 0;
  for (const entry of entries.slice(0, MOST_ENTRIES)) if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0;
  return entries.length > MOST_ENTRIES ? Infinity : sum;
}
