import { readFileSync } from 'node:fs';
import { PlanRefused } from '../engine-log.js';

/** Files a generator has open besides its connections. */
const OWN = 64;

/** Throws PlanRefused where this process may not open a connection for each of so many users at once (Linux; elsewhere nobody says beforehand). */
export function requireOpenFiles(users: number, limit = openFilesLimit()): void {
  if (limit === undefined || users + OWN <= limit) return;
  throw new PlanRefused(`${users} users need as many connections, and the system lets this process open ${limit} files only. Raise the limit of the server's process (ulimit -n, LimitNOFILE, or the container's nofile), or use fewer users.`);
}

/** Node has raised the soft limit to the hard one at its start. */
function openFilesLimit(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const limit = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined || limit === 'unlimited' ? undefined : Number(limit);
  } catch {
    return undefined;
  }
}
