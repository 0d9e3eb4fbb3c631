import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freshSecret } from './secrets.js';

/** Name of the file in the data folder that scripts on this machine read. */
export const LOCAL_SECRET_FILE = 'local-token-secret';

/**
 * Makes a new secret and writes it where only the user who runs the server can read it (mode 0600).
 * It is written beside and renamed, so the file never exists with wider rights or half a content.
 * @returns the secret: 256 bits in hex.
 */
export async function writeLocalSecret(dataFolder: string): Promise<string> {
  const secret = freshSecret();
  await mkdir(dataFolder, { recursive: true });
  const file = join(dataFolder, LOCAL_SECRET_FILE);
  const beside = `${file}.${process.pid}.new`;
  await rm(beside, { force: true });
  await writeFile(beside, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  await rename(beside, file);
  return secret;
}
