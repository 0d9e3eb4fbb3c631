import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BenchHandle } from '../../../../src/local/engine/bench-protocol.js';
import { benchPlan, constantLoad, get, profile, serverAt, variable, virtualUser } from '../plans.js';
import { browserProfile, browserUser, type BrowserSite, eventually, type Heard, leftFolders, NO_CHROMIUM, openBrowserSite, runBench, spec, TMP, type Validated, validateBrowser, withBrowsers } from './browser-plans.js';

const SECRET = 'hidden-in-the-server-4711';
const PATIENCE_MS = 180_000;
let site: BrowserSite;
beforeAll(async () => { site = await openBrowserSite(); });
afterAll(async () => { await site.close(); });

const isAlive = (pid: number): boolean => {
  try { return process.kill(pid, 0); } catch { return false; }
};
const buyer = (): string => `test('buys a book', async ({ page, request }) => {
  await test.step('01 Home', async () => { await page.goto('${site.origin}/'); await expect(page.getByRole('heading')).toHaveText('Shop'); });
  await test.step('02 Basket', async () => { await page.fill('input', 'book'); await page.click('button'); await expect(page.locator('#query')).toHaveText('book'); });
  expect((await request.get('${site.origin}/api/stock?n=1')).status()).toBe(200);
});`;

describe.skipIf(NO_CHROMIUM)('a Playwright Virtual User that is validated', () => {
  let validated: Validated;
  beforeAll(async () => {
    process.env['OCTOPERF_TEST_SECRET'] = SECRET;
    const escape = `
      import { exec, spawnSync } from 'node:child_process'; import dgram from 'node:dgram'; import dns from 'node:dns'; import { readdirSync, readFileSync, writeFileSync } from 'node:fs'; import { register } from 'node:module'; import net from 'node:net'; import { Worker } from 'node:worker_threads';
      const tried = async (work) => { try { return 'DONE ' + String(await work()); } catch (error) { return String(error.cause?.code ?? error.code ?? error.message).split('\\n')[0]; } };
      const connected = (...target) => new Promise((resolve, reject) => { net.connect(...target).on('connect', resolve).on('error', reject); });
      test('tries to get out', async ({ browser, request }) => {
        const found = {
          environment: JSON.stringify(process.env), read: await tried(() => readFileSync('/etc/passwd')), list: await tried(() => readdirSync('/')), write: await tried(() => writeFileSync('${TMP}/left', 'x')), spawn: await tried(() => spawnSync('id').status), exec: await tried(() => new Promise((resolve, reject) => exec('id', (error) => (error ? reject(error) : resolve('ran'))))),
          worker: await tried(() => new Worker('1', { eval: true })), register: await tried(() => register('data:text/javascript,1')), binding: await tried(() => process.binding('tcp_wrap')), kill: await tried(() => process.kill(process.ppid, 0)), udp: await tried(() => dgram.createSocket('udp4')), resolve: await tried(() => dns.promises.resolve4('stranger.example')),
          address: await tried(() => connected(9, '192.0.2.1')), name: await tried(() => fetch('http://stranger.example/')), socket: await tried(() => connected('/var/run/docker.sock')), handle: await tried(() => new Promise((resolve, reject) => { const socket = net.connect(${site.port}, '127.0.0.1', () => { const again = new socket._handle.constructor(0); resolve(again.connect({}, '192.0.2.1', 80)); }).on('error', reject); })),
          proxyless: await tried(async () => { const page = await browser.newPage({ proxy: { server: 'http://192.0.2.1:3128', bypass: '*' } }); await page.goto('http://stranger.example/', { timeout: 5000 }); }), own: await tried(() => fetch('${site.origin}/api').then((answer) => answer.status)), past: await tried(async () => { const page = await browser.newPage({ proxy: { server: 'http://192.0.2.1:3128', bypass: '*' } }); await page.request.get('http://192.0.2.1/', { timeout: 5000 }); }), direct: await tried(async () => { const page = await browser.newPage({ proxy: { server: 'http://192.0.2.1:3128', bypass: '*' } }); await page.goto('http://192.0.2.1/', { timeout: 5000 }); }), requested: await tried(async () => (await request.get('http://192.0.2.1/')).status()),
        };
        throw new Error('FOUND ' + JSON.stringify(found));
      });`;
    const children = [
      spec('passes', buyer()),
      spec('fails', `test('expects too much', async ({ page }) => { await page.goto('${site.origin}/?token=${'tok-123456'}'); await expect(page.getByRole('heading')).toHaveText('Palace', { timeout: 300 }); });`),
      spec('strays', `test('asks a stranger', async ({ page }) => { await page.goto('http://stranger.example/'); await expect(page.getByRole('heading')).toHaveText('Shop', { timeout: 300 }); });`),
      spec('escapes', escape),
      spec('off', buyer(), { enabled: false }),
      spec('broken', 'test(`', { name: 'broken' }),
      spec('config', '', { filename: 'playwright.config.ts', content: `export default { use: { baseURL: '${site.origin}' } };` }),
      spec('helped', `import { home } from './pages/home'; import { readFileSync } from 'node:fs'; test('with a module, a base address and a file', async ({ page }) => { await home(page); await expect(page.locator('h1')).toHaveText('Shop'); expect(readFileSync('users.csv', 'utf8')).toBe('ann'); });`),
      spec('module', '', { filename: 'pages/home.ts', content: 'export const home = async (page) => { await page.goto("/"); };' }),
    ];
    const { mkdtempSync, writeFileSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const filesFolder = mkdtempSync(join(tmpdir(), 'browser-files-'));
    writeFileSync(join(filesFolder, 'users.csv'), 'ann');
    validated = await validateBrowser(browserUser('PLAYWRIGHT', children), { surroundings: withBrowsers({ filesFolder, variables: [variable('token', { '@type': 'SecretVariable', value: { '@type': 'Encrypted', type: 'PLAIN', value: 'tok-123456' } })] }) });
  }, PATIENCE_MS);
  afterAll(() => { delete process.env['OCTOPERF_TEST_SECRET']; });

  const found = (): Record<string, string> => JSON.parse(/FOUND (\{.*\})/s.exec(validated.of('escapes')?.message ?? '')?.[1] ?? '{}') as Record<string, string>;

  it('plays every enabled file in order, and nothing that is disabled', () => {
    expect(validated.end).toEqual({ state: 'FINISHED', message: '' });
    expect(validated.samples.map(({ actionId, success }) => [actionId, success])).toEqual([['passes', true], ['fails', false], ['strays', false], ['escapes', false], ['broken', false], ['config', false], ['helped', true]]);
  });
  it('shows what the page was and, of a failure, what the first assertion said, without colours', () => {
    expect(validated.of('passes')?.exchange).toMatchObject({ request: { method: 'GET', url: `${site.origin}/` }, response: { code: 200, body: expect.stringContaining('<h1>Shop</h1>') as string } });
    expect(validated.of('fails')?.message).toMatch(/toHaveText[\s\S]*Expected: "Palace"[\s\S]*Received: "Shop"/);
    expect(validated.of('fails')?.message).not.toContain('\u001b');
    expect(validated.of('broken')?.message).toMatch(/^SyntaxError: broken\.spec\.ts/);
    expect(validated.of('config')?.message).toContain('no test in this file');
  });
  it('leaves a trace, a picture and a HAR file of each test, named after it, and no secret in them', () => {
    for (const ending of ['trace.zip', 'png', 'har']) expect(validated.files).toContainEqual(expect.stringMatching(new RegExp(`^passes-[0-9a-f]{5}-buys-a-book-chromium\\.${ending}$`)));
    const hars = validated.files.filter((name) => name.startsWith('fails-') && name.endsWith('.har'));
    expect(hars).toHaveLength(1);
    expect(readFileSync(join(validated.folder, hars[0] ?? ''), 'utf8')).toContain('token=******');
    expect(validated.files.filter((name) => name.startsWith('fails-') && name.endsWith('.zip'))).toEqual([]);
    expect(validated.of('fails')?.exchange.request.url).toBe(`${site.origin}/?token=******`);
    expect(readFileSync(join(validated.folder, 'jmeter.log'), 'utf8')).toMatch(/is not kept: it holds the value of a secret variable/);
  });
  it('reaches nobody but this machine, and says why', () => {
    expect(validated.of('strays')?.message).toMatch(/"stranger\.example" may not be loaded from here.*local\.engine\.allowed-hosts/s);
    expect(found()).toMatchObject({ own: 'DONE 200', requested: 'DONE 403', address: 'EACCES', socket: 'EACCES', name: 'ERR_ACCESS_DENIED', resolve: 'ERR_ACCESS_DENIED', udp: 'ERR_ACCESS_DENIED', handle: 'DONE -13' });
    // A context that goes past the proxy: the browser knows no address but this machine's, the host of the browser asks nobody either.
    for (const way of ['proxyless', 'direct']) expect(found()[way]).toContain('ERR_NAME_NOT_RESOLVED');
    expect(found()['past']).toContain('EACCES');
  });
  it('finds neither the environment nor the files of the server, and starts nothing', () => {
    expect(found()['environment']).toContain('"PATH"');
    expect(found()['environment']).not.toContain(SECRET);
    const denied = Object.fromEntries(['read', 'list', 'write', 'spawn', 'exec', 'worker', 'register', 'binding', 'kill'].map((name) => [name, 'ERR_ACCESS_DENIED']));
    expect(found()).toMatchObject(denied);
  });
  it('leaves no folder behind', () => { expect(leftFolders()).toEqual([]); });
});

describe.skipIf(NO_CHROMIUM)('a run with a Playwright profile', () => {
  it('measures it beside HTTP users: each action a sample, each step a row', async () => {
    site.asked.length = 0;
    const plan = benchPlan([
      browserProfile(browserUser('PLAYWRIGHT', [spec('visit', buyer()), spec('wrong', `test('is wrong', async () => { expect(1).toBe(2); });`)]), constantLoad(1, 120_000)),
      profile({ load: constantLoad(2, 120_000), virtualUser: virtualUser([get('/http', { id: 'http' })], { id: 'vu2' }), id: 'p2', engine: (engine) => { engine.settings.iterations = 20; } }),
    ], withBrowsers({ servers: [serverAt(site.port)] }));
    const browserEngine = plan.profiles[0]?.profile.engine;
    if (browserEngine !== undefined) browserEngine.settings.iterations = 2;
    const heard = await runBench(plan);
    expect(heard.end).toEqual({ state: 'FINISHED', message: '' });
    expect(heard.whole('http')?.measure).toMatchObject({ hits: 40, errors: 0 });
    expect(heard.whole('visit')).toMatchObject({ series: { subSampleType: 'Hit', actionName: 'visit', virtualUserId: 'browser-vu' }, measure: { hits: 2, errors: 0, codes: { 200: 2 } } });
    expect(heard.whole('wrong')?.measure).toMatchObject({ hits: 2, errors: 2, codes: { 500: 2 } });
    expect(heard.whole('browser-vu')?.measure.hits).toBe(2);
    const step = (label: string, type: string): unknown => heard.whole(`visit${JSON.stringify({ label, type })}`)?.measure.hits;
    expect([step('01 Home', 'GROUP'), step('02 Basket', 'GROUP'), step('Before Hooks', 'HOOK'), step(`GET localhost:${site.port}/`, 'NETWORK'), step(`GET localhost:${site.port}/basket`, 'NETWORK')]).toEqual([2, 2, 2, 2, 2]);
    const types = new Set(heard.rows.flatMap(({ series: { actionId } }) => /"type":"([A-Z]+)"\}$/.exec(actionId)?.[1] ?? []));
    expect([...types].sort()).toEqual(['ACTION', 'EXPECT', 'GROUP', 'HOOK', 'NAVIGATION', 'NETWORK']);
    expect(heard.errors.find(({ actionId }) => actionId === 'wrong')).toMatchObject({ responseCode: '500', assertions: [{ name: 'is wrong', message: expect.stringContaining('toBe') as string }] });
    expect(site.asked.filter((path) => path === '/')).toHaveLength(2);
    const jtl = readFileSync(join(plan.outputFolder, 'results.jtl'), 'utf8').split('\n');
    expect(jtl.filter((line) => /,(?:visit|wrong),/.test(line))).toHaveLength(4);
    expect(jtl.filter((line) => line.includes('visit › 01 Home'))).toHaveLength(2);
    expect(heard.users.filter(({ profileId }) => profileId === 'browser-profile').every(({ users }) => users <= 1)).toBe(true);
    const { readdirSync } = await import('node:fs');
    expect(readdirSync(plan.outputFolder)).toEqual(expect.arrayContaining([expect.stringMatching(/^visit-[0-9a-f]{5}-buys-a-book-i1-chromium\.trace\.zip$/), expect.stringMatching(/^wrong-.*-i1-chromium\.trace\.zip$/)]));
    expect(leftFolders()).toEqual([]);
  }, PATIENCE_MS);

  it('ends a spec that never does, and goes on', async () => {
    const plan = benchPlan([browserProfile(browserUser('PLAYWRIGHT', [spec('endless', `test('never ends', async () => { for (;;); });`), spec('next', `test('is played', async () => { expect(1).toBe(1); });`)]), constantLoad(1, 120_000), { timeoutMs: 500 })], withBrowsers());
    const engine = plan.profiles[0]?.profile.engine;
    if (engine !== undefined) engine.settings.iterations = 1;
    const heard = await runBench(plan);
    expect(heard.errors.find(({ actionId }) => actionId === 'endless')?.errorMessage).toContain('it did not answer any more');
    expect(heard.whole('next')?.measure).toMatchObject({ hits: 1, errors: 0 });
  }, PATIENCE_MS);

  /** A run whose browser is in the middle of a page; hands over the processes below the generator. */
  async function interrupted(end: (handle: BenchHandle) => void): Promise<Heard> {
    site.asked.length = 0;
    const plan = benchPlan([browserProfile(browserUser('PLAYWRIGHT', [spec('waits', `test('waits', async ({ page }) => { await page.goto('${site.origin}/waiting'); await page.waitForTimeout(100_000); });`)]), constantLoad(1, 120_000), { timeoutMs: 110_000 })], withBrowsers());
    const heard = await runBench(plan, (handle) => { void eventually(() => site.asked.includes('/waiting')).then(() => { end(handle); }); });
    expect(heard.whole('waits')).toBeUndefined();
    await eventually(() => leftFolders().length === 0 && !isAlive(heard.handle.pid ?? 0));
    return heard;
  }

  it('is stopped in the middle of a page: nothing of it counts, and nothing is left', async () => {
    const { end } = await interrupted((handle) => { handle.stop('Ada'); });
    expect(end).toEqual({ state: 'ABORTED', message: 'Aborted by Ada.' });
  }, PATIENCE_MS);

  it('takes its browser along when its generator is killed', async () => {
    const { end } = await interrupted(({ pid = 0 }) => { process.kill(pid, 'SIGKILL'); });
    expect(end.state).toBe('ABORTED');
  }, PATIENCE_MS);

  it('refuses a second user of a profile, an unknown device, and files that are two or lead out', async () => {
    const user = browserUser('PLAYWRIGHT', [spec('a', buyer())]);
    const refusal = async (...profiles: Parameters<typeof benchPlan>[0]): Promise<string> => (await runBench(benchPlan(profiles, withBrowsers()))).end.message;
    expect(await refusal(browserProfile(user, constantLoad(2, 1000)))).toBe('A profile with a real browser takes one user: more browsers means more profiles, and "Browser" asks for 2.');
    expect(await refusal(browserProfile(user, constantLoad(1, 1000), { device: 'Toaster 3' }))).toContain('"Toaster 3", which Playwright does not know');
    expect(await refusal(browserProfile(browserUser('PLAYWRIGHT', [spec('a', buyer()), spec('b', buyer(), { filename: 'a.spec.ts' })]), constantLoad(1, 1000)))).toContain('Two enabled actions');
    expect(await refusal(browserProfile(browserUser('PLAYWRIGHT', [spec('a', buyer(), { filename: '../a.spec.ts' })]), constantLoad(1, 1000)))).toContain('leads out of the folder');
    expect(existsSync(join(TMP, '..', 'a.spec.ts'))).toBe(false);
  }, PATIENCE_MS);
});
