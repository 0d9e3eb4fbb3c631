import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { fileURLToPath } from 'node:url';
import { ACCOUNTS, type AccountName } from './server-process.js';
import { type Agent, agentOver } from './agent.js';

export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A session token, by the header it goes in the same thing as an API key. */
export async function sessionTokenOf(origin: string, account: AccountName = 'tester'): Promise<string> {
  const { username, password } = ACCOUNTS[account];
  const answer = await fetch(`${origin}/public/users/login`, { method: 'POST', body: new URLSearchParams({ username, password }) });
  const { token } = (await answer.json()) as { token?: { token: string } };
  if (token === undefined) throw new Error(`no session token: ${answer.status}`);
  return token.token;
}

export interface StdioAgent extends Agent {
  /** What the program wrote to standard error so far. */
  errors(): string;
}

/** The compiled program as a child of a real MCP client, as desktop clients start it. */
export async function connectStdio(environment: Readonly<Record<string, string>>, { pinned, command = process.execPath, args = [MAIN, '--stdio'] }: { pinned?: string; command?: string; args?: string[] } = {}): Promise<StdioAgent> {
  const transport = new StdioClientTransport({ command, args, env: { PATH: process.env['PATH'] ?? '', ...environment }, stderr: 'pipe' });
  let errors = '';
  transport.stderr?.on('data', (chunk: Buffer) => { errors += chunk.toString('utf8'); });
  const client = new Client({ name: 'test-agent', version: '1.0.0' }, pinned === undefined ? {} : { versionNegotiation: { mode: { pin: pinned } } });
  await client.connect(transport);
  return { ...agentOver(client, environment['OCTOPERF_API_KEY'] ?? ''), errors: () => errors };
}
