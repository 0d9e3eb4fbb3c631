import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../demo/free-port.js';
import { startDemoServer } from '../demo/local-server.js';
import { connectAsPerson } from '../demo/oauth-agent.js';
import { dim, green, red } from '../demo/terminal.js';
import { NO_CHROMIUM, openChromium, Person } from '../test/browser/person.js';
import { inspect, type InspectorRun, resultOf, SIGNED } from './inspector/command-line.js';

/**
 * Lets the MCP Inspector, a client that is not ours, look at a throw-away local server: `npm run inspect`. It lists the tools with its
 * strict check of their schemas and calls one, in both protocol eras, and once signs in by itself through Chromium. The Inspector needs
 * Node 22 or newer, so it runs on the Node that npm's `node` package brings. Exit code 0 only when every check passed.
 */
const ERAS = ['legacy', 'modern'] as const;

interface Check { readonly name: string; readonly skipped?: string; readonly run: () => Promise<string> }

const folder = await mkdtemp(join(tmpdir(), 'octoperf-inspect-'));
const server = await startDemoServer(randomBytes(9).toString('base64url'));
const where = { mcpUrl: server.mcpUrl, folder };
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
  return [
    ...ERAS.map((era) => ({ name: `tools/list --strict, ${era} protocol`, run: async () => listed(await inspect(where, `--method tools/list --strict --protocol-era ${era} ${SIGNED}`, { token })) })),
    ...ERAS.map((era) => ({ name: `tools/call get_current_user, ${era} protocol`, run: async () => answered(await inspect(where, `--method tools/call --tool-name get_current_user --protocol-era ${era} ${SIGNED}`, { token })) })),
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
function listed(run: InspectorRun): string {
  const { tools = [] } = resultOf(run) as { tools?: unknown[] };
  if (tools.length === 0) throw new Error('The list is empty.');
  const verdict = /^\d+ errors?, \d+ warnings?.*$/m.exec(run.stderr)?.[0] ?? 'no remark';
  return `${tools.length} tools; ${verdict}`;
}

/** @returns the user that the tool names. @throws unless it is the one who signed in. */
function answered(run: InspectorRun): string {
  const { structuredContent, isError } = resultOf(run) as { structuredContent?: { username?: string }; isError?: boolean };
  if (isError === true || structuredContent?.username !== server.username) throw new Error(`An unexpected answer: ${run.stdout}`);
  return structuredContent.username;
}

/** The Inspector registers itself and waits at its callback, while a person signs in and allows. */
async function signInAndCall(): Promise<string> {
  const browser = await openChromium();
  try {
    const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
    const run = await inspect(where, `--method tools/call --tool-name get_current_user --callback-url ${callback}`, {
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
