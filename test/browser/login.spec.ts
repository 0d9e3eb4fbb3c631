import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ACCOUNTS } from '../support/server-process.js';
import { connectStdio, MAIN } from '../support/stdio-client.js';
import { until } from '../support/work.js';
import { NO_CHROMIUM, openChromium, Person } from './person.js';

const run = promisify(execFile);
const PERMISSIONS = 0o777;
interface Kept { accessToken: string; refreshToken: string; expiresAt: number; clientId: string }

describe.skipIf(NO_CHROMIUM)('signing in from a terminal', { timeout: 120_000 }, () => {
  const { origin } = inject('house');
  let browser: Browser;
  let home: string;
  let environment: Record<string, string>;
  let file: string;
  beforeAll(async () => {
    browser = await openChromium();
    home = await mkdtemp(join(tmpdir(), 'octoperf-login-'));
    environment = { PATH: process.env['PATH'] ?? '', XDG_CONFIG_HOME: home, OCTOPERF_URL: origin };
  });
  afterAll(async () => {
    await browser.close();
    await rm(home, { recursive: true, force: true });
  });

  const command = (name: string): Promise<{ stdout: string; stderr: string }> => run(process.execPath, [MAIN, name], { env: environment });
  const kept = async (): Promise<Kept> => JSON.parse(await readFile(file, 'utf8')) as Kept;
  /** As if the access token had run out long ago. */
  const age = async (): Promise<Kept> => {
    const login = await kept();
    await writeFile(file, JSON.stringify({ ...login, expiresAt: 0 }));
    return login;
  };

  async function startLogin(): Promise<{ child: ChildProcess; output: () => string; url: string; code: string }> {
    const child = spawn(process.execPath, [MAIN, 'login'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString('utf8'); });
    await until(async () => output, (text) => /Code {3}\S+/.test(text));
    return { child, output: () => output, url: /Open {3}(\S+)/.exec(output)?.[1] ?? '', code: /Code {3}(\S+)/.exec(output)?.[1] ?? '' };
  }

  it('shows an address and a code, and keeps what it gets where nobody else reads it', async () => {
    // Started before anybody signed in: the first call after it works.
    const early = await connectStdio(environment);
    expect(await early.refused('list_workspaces')).toContain('Nobody is signed in');
    const { child, output, url, code } = await startLogin();
    const exit = once(child, 'exit');
    const person = await Person.with(browser);
    await person.open(url);
    expect(await person.page.getByLabel('Code').inputValue()).toBe(code);
    await person.press('Continue');
    await person.press('Yes, continue');
    await person.signIn(ACCOUNTS.tester);
    await person.press('Allow');
    await person.sees('Your device is connected');
    await person.leave();
    expect((await exit)[0], output()).toBe(0);
    expect(output()).toContain(`Signed in to ${origin} as ${ACCOUNTS.tester.username}.`);

    const folder = join(home, 'octoperf-mcp');
    const names = await readdir(folder);
    expect(names).toHaveLength(1);
    file = join(folder, names[0] ?? '');
    expect((await stat(folder)).mode & PERMISSIONS).toBe(0o700);
    expect((await stat(file)).mode & PERMISSIONS).toBe(0o600);
    expect(output()).not.toContain((await kept()).accessToken);
    expect(await early.call('get_current_user')).toMatchObject({ username: ACCOUNTS.tester.username });
    await early.close();
    expect((await command('whoami')).stdout).toBe(`${ACCOUNTS.tester.username} at ${origin}, by login\n`);
  });

  it('renews it, once however many processes need it at the same time', async () => {
    const before = await age();
    const answers = await Promise.all([command('whoami'), command('whoami'), command('whoami')]);
    expect(answers.map(({ stdout }) => stdout.split(' ')[0])).toEqual(Array.from({ length: 3 }, () => ACCOUNTS.tester.username));
    const after = await kept();
    expect(after.accessToken).not.toBe(before.accessToken);
    // Each refresh token is good for one renewal: had two processes used the same one, the provider would have ended the login.
    expect(after.refreshToken).not.toBe(before.refreshToken);
    expect(after.expiresAt).toBeGreaterThan(Date.now());
    expect((await readdir(join(home, 'octoperf-mcp'))).length).toBe(1);
    await age();
    expect((await command('whoami')).stdout).toContain(ACCOUNTS.tester.username);
  });

  it('is found by the doctor', async () => {
    const { stdout } = await run(process.execPath, [MAIN, 'doctor'], { env: environment });
    expect(stdout).toMatch(/^ok {4}Token: The token, meant for this server and for the REST API, reads the account tester@localhost\.$/m);
  });

  it('forgets it, here and at the identity provider', async () => {
    const login = await kept();
    expect((await command('logout')).stdout).toBe(`Signed out of ${origin}.\n`);
    await expect(stat(file)).rejects.toThrow();
    await expect(command('whoami')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('Nobody is signed in') as string });
    // Who kept a copy has nothing.
    await writeFile(file, JSON.stringify({ ...login, expiresAt: 0 }));
    await expect(command('whoami')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('The login has ended') as string });
    const agent = await connectStdio(environment);
    expect(await agent.refused('list_workspaces')).toMatch(/The login has ended.*octoperf-mcp-server login/);
    await agent.close();
    expect((await command('logout')).stdout).toContain('Signed out');
    expect((await command('logout')).stdout).toBe(`Nobody was signed in to ${origin}.\n`);
  });

  it('says so when the person says no', async () => {
    const { child, output, url } = await startLogin();
    const exit = once(child, 'exit');
    const person = await Person.with(browser);
    await person.open(url);
    await person.press('Continue');
    await person.press('No, stop');
    await person.leave();
    expect((await exit)[0]).toBe(1);
    expect(output()).toContain('You said no in the browser');
  });

  it('says where it could not go', async () => {
    await expect(run(process.execPath, [MAIN, 'login'], { env: { ...environment, OCTOPERF_URL: 'http://127.0.0.1:9' } })).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be reached') as string });
    await expect(run(process.execPath, [MAIN, 'login'], { env: { ...environment, OCTOPERF_URL: 'http://octoperf.example.com' } })).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('plain http') as string });
    // The house calls itself localhost: whoever stands at another name must not get its tokens.
    await expect(run(process.execPath, [MAIN, 'login'], { env: { ...environment, OCTOPERF_URL: origin.replace('localhost', '127.0.0.1') } })).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('must be the public address') as string });
  });
});
