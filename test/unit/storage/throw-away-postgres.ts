import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const INSTALLED = '/usr/lib/postgresql';

/** A PostgreSQL to test against: the one of TEST_DATABASE_URL, or a cluster of its own that disappears with the test. */
export interface TestPostgres {
  /** URL of a new, empty database. */
  freshDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Why there is no PostgreSQL here, or undefined where there is one. */
export function whyNoPostgres(): string | undefined {
  if (process.env['TEST_DATABASE_URL']) return undefined;
  if (binaries() === undefined) return `no TEST_DATABASE_URL and no PostgreSQL under ${INSTALLED}`;
  return userInfo().uid === 0 && otherUser() === undefined ? 'PostgreSQL does not run as root and there is no "postgres" user' : undefined;
}

export async function startPostgres(): Promise<TestPostgres> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return { freshDatabase: () => createDatabase(given), stop: async () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'octoperf-pg-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const user = userInfo().uid === 0 ? otherUser() : undefined;
  if (user !== undefined) for (const path of [folder, data]) chownSync(path, user.uid, user.gid);
  const options = { ...(user ?? {}), cwd: folder };
  execFileSync(join(binaries() ?? '', 'initdb'), ['-D', data, '-U', 'tester', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C'], { ...options, stdio: 'ignore' });
  const server = spawn(join(binaries() ?? '', 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'], { ...options, stdio: 'ignore' });
  const url = `postgresql://tester@localhost/postgres?host=${encodeURIComponent(folder)}`;
  await untilReady(url);
  return { freshDatabase: () => createDatabase(url), stop: () => stop(server, folder) };
}

function binaries(): string | undefined {
  if (!existsSync(INSTALLED)) return undefined;
  return readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a)).map((version) => join(INSTALLED, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

function otherUser(): { uid: number; gid: number } | undefined {
  try {
    const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

async function createDatabase(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2)}`;
  await client.query(`create database ${name}`);
  await client.end();
  const fresh = new URL(url);
  fresh.pathname = `/${name}`;
  return fresh.toString();
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await gone;
  rmSync(folder, { recursive: true, force: true });
}
