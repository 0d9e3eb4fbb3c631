import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const INSPECTOR = '@modelcontextprotocol/inspector@2';
const TOKEN_VARIABLE = 'INSPECTED_TOKEN';
const URL_VARIABLE = 'INSPECTED_URL';
const PATIENCE_MS = 120_000;
/** How the Inspector says where to sign in (clients/cli of 2.12: "Please navigate to: …" on stderr). */
const NAVIGATE = /^Please navigate to: (http\S+)$/;
/** Parameters that send the token, which the command line itself never shows. */
export const SIGNED = `--header "Authorization: Bearer $${TOKEN_VARIABLE}"`;

export interface InspectorRun { readonly status: number | null; readonly stdout: string; readonly stderr: string }
/** What is looked at, and a folder for what the Inspector remembers. */
export interface Inspected { readonly mcpUrl: string; readonly folder: string }

/** The JSON document of a run. @throws with what the Inspector said when it failed. */
export function resultOf({ status, stdout, stderr }: InspectorRun): Record<string, unknown> {
  if (status !== 0) throw new Error(`The Inspector ended with code ${status}:\n${withoutNpm(stderr)}${stdout}`);
  const document = JSON.parse(stdout) as Record<string, unknown>;
  const { result = document } = document;
  return result as Record<string, unknown>;
}

function withoutNpm(text: string): string {
  return text.split('\n').filter((line) => !line.startsWith('npm ')).join('\n');
}

/**
 * One run of the Inspector's command line.
 * @param options.signIn called with the address where the Inspector wants somebody to sign in.
 */
export async function inspect({ mcpUrl, folder }: Inspected, parameters: string, { token = '', signIn }: { token?: string; signIn?: (url: string) => Promise<void> }): Promise<InspectorRun> {
  const command = `mcp-inspector --cli "$${URL_VARIABLE}" --transport http --format json ${parameters}`;
  const child = spawn('npx', ['-y', '-p', 'node@24', '-p', INSPECTOR, '-c', command], {
    cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
    // It keeps its memory in our folder, and opens no browser of its own: ours reads where to go.
    env: { ...process.env, [TOKEN_VARIABLE]: token, [URL_VARIABLE]: mcpUrl, MCP_STORAGE_DIR: folder, MCP_INSPECTOR_SECRET_STORE: 'memory', MCP_AUTO_OPEN_ENABLED: String(signIn !== undefined), BROWSER: 'true' },
  });
  // npx does not pass signals on, so the whole group is ended: the Inspector would wait at its callback for ever.
  const stop = (): void => { if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid); };
  const patience = setTimeout(stop, PATIENCE_MS);
  process.once('SIGINT', stop);
  let stdout = '';
  let stderr = '';
  let trouble: unknown;
  child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString('utf8'); });
  createInterface({ input: child.stderr }).on('line', (line) => {
    stderr += `${line}\n`;
    const url = NAVIGATE.exec(line)?.[1];
    if (url !== undefined) signIn?.(url).catch((error: unknown) => { trouble = error; stop(); });
  });
  const [status] = (await once(child, 'close')) as [number | null];
  clearTimeout(patience);
  process.off('SIGINT', stop);
  if (trouble !== undefined) throw new Error(`The sign-in did not get through: ${trouble instanceof Error ? trouble.message : 'unknown reason'}`);
  return { status, stdout, stderr };
}
