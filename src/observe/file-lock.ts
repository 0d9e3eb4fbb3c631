import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { ConfigurationError } from '../config/configuration-error.js';

/** Keeps two processes of one machine from writing one file. A lock whose process is gone counts as none. */
export class FileLock {
  private readonly path: string;

  /** Throws ConfigurationError where another process holds it. */
  constructor(file: string) {
    this.path = `${file}.lock`;
    const holder = holderOf(this.path);
    if (holder !== undefined && holder.host === hostname() && holder.pid !== process.pid && isAlive(holder.pid)) {
      throw new ConfigurationError([`${file}: is being written by process ${holder.pid}; give each process a file of its own, by {pid} or {host} in the name`]);
    }
    writeFileSync(this.path, JSON.stringify({ pid: process.pid, host: hostname() }));
  }

  release(): void { rmSync(this.path, { force: true }); }
}

function holderOf(path: string): { pid: number; host: string } | undefined {
  try {
    const { pid, host } = JSON.parse(readFileSync(path, 'utf8')) as { pid?: unknown; host?: unknown };
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
