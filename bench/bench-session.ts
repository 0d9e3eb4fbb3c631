import { readFileSync } from 'node:fs';
import { ACCOUNTS, type ServerProcess } from '../test/support/server-process.js';

/** Largest resident memory of a process so far, in MB (Linux). */
export const peakMegabytes = ({ child }: ServerProcess): number => Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024);

/** Signs in as a tester and makes a project. */
export async function session(origin: string): Promise<{ headers: Record<string, string>; projectId: string }> {
  const login = await fetch(`${origin}/public/users/login`, { method: 'POST', body: new URLSearchParams({ username: ACCOUNTS.tester.username, password: ACCOUNTS.tester.password }) });
  const { token } = (await login.json()) as { token: { token: string } };
  const headers = { authorization: `Bearer ${token.token}` };
  const [workspace] = (await (await fetch(`${origin}/workspaces/member-of`, { headers })).json()) as { id: string }[];
  const created = await fetch(`${origin}/design/projects`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ id: '', userId: '', workspaceId: workspace?.id, name: 'bench', description: '', created: 0, lastModified: 0 }) });
  return { headers, projectId: ((await created.json()) as { id: string }).id };
}
