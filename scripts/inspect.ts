import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../demo/free-port.js';
import { startDemoServer } from '../demo/local-server.js';
import { connectAsPerson } from '../demo/oauth-agent.js';
import { dim, green, red } from '../demo/terminal.js';
import { NO_CHROMIUM, openChromium, Person } from '../test/browser/person.js';

/**
 * Lets the MCP Inspector, a client that is not ours, look at a throw-away local server: `npm run inspect`. It lists the tools with its
 * strict check of their schemas and calls one, in both protocol eras, and once signs in by itself through Chromium. The Inspector needs
 * Node 22 or newer, so it runs on the Node that npm's `node` package brings. Exit code 0 only when every check passed.
 */
const INSPECTOR = '@modelcontextprotocol/inspector@2';
const ERAS = ['legacy', 'modern'] as const;
const TOKEN_VARIABLE = 'INSPECTED_TOKEN';
const PATIENCE_MS = 120_000;
/** How the Inspector says where to sign in (clients/cli of 2.12: "Please navigate to: …" on stderr). */
const NAVIGATE = /^Please navigate to: (http\S+)$/;

interface Run { readonly status: number | null; readonly stdout: string; readonly stderr: string }
interface Check { readonly name: string; readonly skipped?: string; readonly run: () => Promise<string> }

const folder = await mkdtemp(join(tmpdir(), 'octoperf-inspect-'));
const server = await startDemoServer(randomBytes(9).toString('base64url'));
try {
  const { client, memory } = await connectAsPerson(server.mcpUrl, server.username, server.password);
  await client.close();
  const token = memory.tokens();
  const access = token !== undefined && 'access_token' in token ? String(token.access_token) : '';
  process.exitCode = (await report(checks(access))) ? 0 : 1;
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

function checks(token: string): Check[] {
  const signed = `--header "Authorization: Bearer $${TOKEN_VARIABLE}"`;
  return [
    ...ERAS.map((era) => ({ name: `tools/list --strict, ${era} protocol`, run: async () => listed(await inspect(`--method tools/list --strict --protocol-era ${era} ${signed}`, { token })) })),
    ...ERAS.map((era) => ({ name: `tools/call get_current_user, ${era} protocol`, run: async () => answered(await inspect(`--method tools/call --tool-name get_current_user --protocol-era ${era} ${signed}`, { token })) })),
    { name: 'tools/call without a token: registers and signs in through Chromium', ...(NO_CHROMIUM ? { skipped: 'there is no Chromium' } : {}), run: signInAndCall },
  ];
}

/** Runs the checks one after the other and prints how each went. @returns whether all passed. */
async function report(all: readonly Check[]): Promise<boolean> {
  let failures = 0;
  for (const { name, skipped, run } of all) {
    if (skipped !== undefined) {
      console.log(`- ${name} ${dim(`skipped: ${skipped}`)}`);
      continue;
    }
    try {
      console.log(`${green('✓')} ${name} ${dim(await run())}`);
    } catch (error) {
      failures++;
      console.log(`${red('✗')} ${name}\n${error instanceof Error ? error.message : String(error)}`);
    }
  }
  console.log(failures === 0 ? green('The Inspector found nothing wrong.') : red(`${failures} of ${all.length} checks failed.`));
  return failures === 0;
}

/** @returns how many tools there are, and the sentence that ends the strict check. */
function listed(run: Run): string {
  const { tools = [] } = resultOf(run) as { tools?: unknown[] };
  if (tools.length === 0) throw new Error('The list is empty.');
  const verdict = /^\d+ errors?, \d+ warnings?.*$/m.exec(run.stderr)?.[0] ?? 'no remark';
  return `${tools.length} tools; ${verdict}`;
}

/** @returns the user that the tool names. @throws unless it is the one who signed in. */
function answered(run: Run): string {
  const { structuredContent, isError } = resultOf(run) as { structuredContent?: { username?: string }; isError?: boolean };
  if (isError === true || structuredContent?.username !== server.username) throw new Error(`An unexpected answer: ${run.stdout}`);
  return structuredContent.username;
}

/** The JSON document of a run. @throws with what the Inspector said when it failed. */
function resultOf({ status, stdout, stderr }: Run): Record<string, unknown> {
  if (status !== 0) throw new Error(`The Inspector ended with code ${status}:\n${withoutNpm(stderr)}${stdout}`);
  const document = JSON.parse(stdout) as Record<string, unknown>;
  const { result = document } = document;
  return result as Record<string, unknown>;
}

function withoutNpm(text: string): string {
  return text.split('\n').filter((line) => !line.startsWith('npm ')).join('\n');
}

/** The Inspector registers itself and waits at its callback, while a person signs in and allows. */
async function signInAndCall(): Promise<string> {
  const browser = await openChromium();
  try {
    const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
    const run = await inspect(`--method tools/call --tool-name get_current_user --callback-url ${callback}`, {
      signIn: async (url) => {
        const person = await Person.with(browser);
        await person.open(url);
        await person.signIn(server);
        await person.press('Allow');
        await person.page.waitForURL((reached) => reached.href.startsWith(callback));
      },
    });
    return answered(run);
  } finally {
    await browser.close();
  }
}

/**
 * One run of the Inspector's command line.
 * @param options.signIn called with the address where the Inspector wants somebody to sign in.
 */
async function inspect(parameters: string, { token = '', signIn }: { token?: string; signIn?: (url: string) => Promise<void> }): Promise<Run> {
  const command = `mcp-inspector --cli ${server.mcpUrl} --transport http --format json ${parameters}`;
  const child = spawn('npx', ['-y', '-p', 'node@24', '-p', INSPECTOR, '-c', command], {
    cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
    // It keeps its memory in our folder, and opens no browser of its own: ours reads where to go.
    env: { ...process.env, [TOKEN_VARIABLE]: token, MCP_STORAGE_DIR: folder, MCP_INSPECTOR_SECRET_STORE: 'memory', MCP_AUTO_OPEN_ENABLED: String(signIn !== undefined), BROWSER: 'true' },
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
