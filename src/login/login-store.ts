import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

/** What a sign-in left behind, for one public origin. */
const StoredLogin = z.object({
  origin: z.url(), issuer: z.url(), resource: z.url(), clientId: z.string().min(1),
  accessToken: z.string().min(1), refreshToken: z.string().min(1).optional(),
  /** Epoch ms. */
  expiresAt: z.number(),
});
export type StoredLogin = z.infer<typeof StoredLogin>;

const OWN_FOLDER = 0o700;
const OWN_FILE = 0o600;
/** A lock that is older was left by a process that died: a refresh takes much less. */
const STALE_MS = 60_000;
const LOOK_MS = 50;

/** The logins of one person on one machine: a file for each origin, which nobody else may read. */
export class LoginStore {
  constructor(private readonly folder: string) {}

  /** The file of an origin: its host for people, a digest for what a file name cannot hold. */
  fileOf(origin: string): string {
    return join(this.folder, `${new URL(origin).hostname.replace(/[^A-Za-z0-9.-]/g, '_')}-${createHash('sha256').update(origin).digest('hex').slice(0, 12)}.json`);
  }

  /** What is kept for that origin; undefined where nothing is, or nothing that can be read. */
  async find(origin: string): Promise<StoredLogin | undefined> {
    const text = await readFile(this.fileOf(origin), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const parsed = StoredLogin.safeParse(parsedJson(text));
    return parsed.success && parsed.data.origin === origin ? parsed.data : undefined;
  }

  /** Replaces what is kept, whole or not at all. */
  async keep(login: StoredLogin): Promise<void> {
    await this.prepare();
    const file = this.fileOf(login.origin);
    const fresh = `${file}.${randomUUID()}`;
    const handle = await open(fresh, 'wx', OWN_FILE);
    try {
      await handle.writeFile(`${JSON.stringify(login, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, file);
  }

  async forget(origin: string): Promise<void> { await rm(this.fileOf(origin), { force: true }); }

  /** Runs `work` while no other process of this machine does so for the same origin: a refresh token that rotates must be used once. */
  async alone<T>(origin: string, work: () => Promise<T>): Promise<T> {
    await this.prepare();
    const lock = `${this.fileOf(origin)}.lock`;
    while (!(await taken(lock))) {
      const age = await stat(lock).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0);
      if (age > STALE_MS) await rm(lock, { force: true });
      else await pause(LOOK_MS);
    }
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  }

  private async prepare(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: OWN_FOLDER });
    await chmod(this.folder, OWN_FOLDER);
  }
}

async function taken(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', OWN_FILE)).close();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
