import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ApplicationConfig } from '../../src/config/application-config.js';
import { DeepLinks } from '../../src/octoperf/deep-links.js';
import { ACCOUNTS } from '../support/server-process.js';
import { until } from '../support/work.js';
import { fillWidgets, openPageWorld, type PageWorld, seriousFindings } from './page-world.js';
import { NO_CHROMIUM, openChromium, Person } from './person.js';

const { origin } = inject('house');
const PHONE = { viewport: { width: 360, height: 640 } };
let world: PageWorld;
let browser: Browser | undefined;
beforeAll(async () => {
  world = await openPageWorld();
  browser = NO_CHROMIUM ? undefined : await openChromium();
}, 120_000);
afterAll(async () => { await world.close(); await browser?.close(); });

/** A cookie of somebody who signed in with the form. */
async function cookieOf({ username, password }: { username: string; password: string }): Promise<string> {
  const answer = await fetch(`${origin}/ui/sign-in?return=%2Fui`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ username, password }) });
  expect(answer.status).toBe(303);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}
const get = (path: string, cookie: string) => fetch(origin + path, { redirect: 'manual', headers: { cookie } });

describe('the way in', () => {
  it('leads a stranger to the sign-in, and back to the page asked for', async () => {
    const path = world.paths['report'] ?? '';
    const first = await get(path, '');
    expect([first.status, first.headers.get('location')]).toEqual([303, `/ui/sign-in?return=${encodeURIComponent(path)}`]);
    const signedIn = await fetch(`${origin}/ui/sign-in?return=${encodeURIComponent(path)}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(ACCOUNTS.tester) });
    expect(signedIn.headers.get('location')).toBe(path);
    expect(signedIn.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax/);
  });

  it.each(['https://evil.test/', '//evil.test/ui', '/\\evil.test', '/ui/../../evil', 'javascript:alert(1)', '/ui/sign-out', '/uix', '/ui\r\nset-cookie: a=b'])('never leads from the sign-in to %j', async (target) => {
    const answer = await fetch(`${origin}/ui/sign-in?return=${encodeURIComponent(target)}`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(ACCOUNTS.tester) });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/ui']);
  });

  it('refuses forms of other sites, and a sign-out without its token', async () => {
    const cookie = await cookieOf(ACCOUNTS.tester);
    const send = (path: string, headers: Record<string, string>) => fetch(origin + path, { method: 'POST', redirect: 'manual', headers: { cookie, ...headers }, body: new URLSearchParams(ACCOUNTS.tester) });
    expect((await send('/ui/sign-in', { origin: 'https://evil.test' })).status).toBe(403);
    expect((await send('/ui/sign-out', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await send('/ui/sign-out', {})).status).toBe(403);
    expect((await get('/ui', cookie)).status).toBe(200);
  });

  it('ends with the sign-out', async () => {
    const cookie = await cookieOf(ACCOUNTS.tester);
    const token = /name="form_token" value="([^"]+)"/.exec(await (await get('/ui', cookie)).text())?.[1] ?? '';
    await fetch(`${origin}/ui/sign-out`, { method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams({ form_token: token }) });
    expect((await get('/ui', cookie)).status).toBe(303);
  });

  it('answers 401 to what scripts fetch without a session', async () => {
    const data = `/ui/data/bench-result/${world.paths['run']?.split('/').at(-1) ?? ''}`;
    expect((await get(data, '')).status).toBe(401);
    expect((await get(data, await cookieOf(ACCOUNTS.tester))).status).toBe(200);
  });
});

describe('the links that tools give', () => {
  it('all open a page', async () => {
    const cookie = await cookieOf(ACCOUNTS.tester);
    const [, , , workspaceId = '', , projectId = ''] = (world.paths['project'] ?? '').split('/');
    const last = (name: string): string => world.paths[name]?.split('/').at(-1) ?? '';
    const links = new DeepLinks({ uiUrl: '/ui' } as ApplicationConfig);
    const given = [
      links.workspace(workspaceId), links.project(workspaceId, projectId), links.virtualUsers(workspaceId, projectId), links.virtualUser(workspaceId, projectId, last('Virtual User')), links.variable(workspaceId, projectId, last('variable')),
      links.httpServer(workspaceId, projectId, last('server')), links.projectFiles(workspaceId, projectId), links.slaProfile(workspaceId, projectId, last('SLA profile')), links.correlationRule(workspaceId, projectId, last('correlation rule')), links.scenario(workspaceId, projectId, last('scenario')),
      links.report(workspaceId, projectId, last('report')), links.reportTemplate(workspaceId, last('template')), links.provider(workspaceId, last('provider')),
    ];
    expect(await Promise.all(given.map(async (link) => [link, (await get(link, cookie)).status]))).toEqual(given.map((link) => [link, 200]));
  });
});

describe('what a page shows to whom', () => {
  it('is the same 404 for what is somebody else\'s and for what does not exist', async () => {
    const other = await cookieOf(ACCOUNTS.other);
    for (const [name, path] of Object.entries(world.paths)) {
      if (path === '/ui' || name === 'provider') continue;
      const foreign = await get(path, other);
      const unknown = await get(path.replace(/[^/]+$/, 'nothing-here'), other);
      expect([name, foreign.status, unknown.status]).toEqual([name, 404, 404]);
      expect((await foreign.text()).replaceAll(/form_token" value="[^"]+"/g, '')).toBe((await unknown.text()).replaceAll(/form_token" value="[^"]+"/g, ''));
    }
  });

  it('keeps the data of reports, runs and scenarios to those who may see them', async () => {
    const other = await cookieOf(ACCOUNTS.other);
    const run = world.paths['run']?.split('/').at(-1) ?? '';
    for (const path of [`report/${world.reportId}/item/at-0`, `bench-result/${run}`, `bench-result/${run}/chart/load`, `bench-result/${run}/error/a/1`, `scenario/${world.scenarioId}`]) expect([path, (await get(`/ui/data/${path}`, other)).status]).toEqual([path, 404]);
  });

  it('does not mix projects up: an entity below another project is not there', async () => {
    const cookie = await cookieOf(ACCOUNTS.tester);
    const { workspaces } = await world.agent.call<{ workspaces: { id: string }[] }>('list_workspaces');
    const elsewhere = await world.agent.call<{ id: string }>('create_project', { workspaceId: workspaces[0]?.id ?? '', name: 'Elsewhere' });
    for (const name of ['Virtual User', 'variable', 'server', 'correlation rule', 'scenario', 'run', 'report']) expect([name, (await get((world.paths[name] ?? '').replace(world.projectId, elsewhere.id), cookie)).status]).toEqual([name, 404]);
  });

  it('is under a policy that lets nothing in but this server\'s own files', async () => {
    const answer = await get('/ui', await cookieOf(ACCOUNTS.tester));
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"]);
    expect([answer.headers.get('x-content-type-options'), answer.headers.get('cache-control')]).toEqual(['nosniff', 'no-store']);
    const text = await answer.text();
    expect(text).not.toMatch(/<script(?![^>]*src=)|style=|\son\w+=/);
    const style = /href="(\/ui\/assets\/[^"]+\.css)"/.exec(text)?.[1] ?? '';
    const asset = await fetch(origin + style);
    expect([asset.status, asset.headers.get('cache-control'), asset.headers.get('content-encoding')]).toEqual([200, 'public, max-age=31536000, immutable', 'gzip']);
    expect((await fetch(origin + style.replace(/assets\/[^/]+/, 'assets/older'))).status).toBe(404);
  });
});

describe.skipIf(NO_CHROMIUM)('the pages in a browser', () => {
  const person = async (options = {}): Promise<Person> => {
    if (browser === undefined) throw new Error('no browser');
    const somebody = await Person.with(browser, options);
    await somebody.open(`${origin}/ui`);
    await somebody.signIn(ACCOUNTS.tester);
    await somebody.sees('Workspaces');
    return somebody;
  };

  it.each(['light', 'dark'] as const)('open without a complaint, ask nobody else, and keep nobody out (%s)', async (colorScheme) => {
    const somebody = await person({ colorScheme });
    const findings: string[] = [];
    for (const [name, path] of Object.entries(world.paths)) {
      await somebody.open(origin + path);
      await somebody.page.getByRole('heading', { level: 1 }).waitFor();
      expect([name, await fillWidgets(somebody.page)]).toEqual([name, 0]);
      if (name === 'Virtual User') await somebody.press('Open all');
      findings.push(...(await seriousFindings(somebody.page)).map((finding) => `${name}: ${finding}`));
    }
    expect(findings).toEqual([]);
    await somebody.page.evaluate('document.documentElement.removeAttribute("lang")');
    expect((await seriousFindings(somebody.page)).join()).toContain('html-has-lang');
    expect(somebody.complaints).toEqual([]);
    expect([...somebody.origins]).toEqual([origin]);
    await somebody.leave();
  }, 180_000);

  it('fit a phone: no page is wider than it', async () => {
    const somebody = await person(PHONE);
    const overflows: [string, number][] = [];
    for (const [name, path] of Object.entries(world.paths)) {
      await somebody.open(origin + path);
      await fillWidgets(somebody.page);
      overflows.push([name, await somebody.overflow()]);
    }
    expect(overflows.filter(([, pixels]) => pixels > 0)).toEqual([]);
    expect(somebody.complaints).toEqual([]);
    await somebody.leave();
  }, 120_000);

  it('show hostile names as text', async () => {
    const somebody = await person();
    for (const name of ['project', 'Virtual User', 'variable', 'scenario', 'report']) {
      await somebody.open(origin + (world.paths[name] ?? ''));
      await fillWidgets(somebody.page);
      expect([name, await somebody.page.title()]).not.toEqual([name, 'taken']);
      expect([name, await somebody.page.locator('main script, main img').count()]).toEqual([name, 0]);
      expect([name, (await somebody.page.locator('body').innerText()).includes('\u202E')]).toEqual([name, false]);
    }
    await somebody.open(origin + (world.paths['Virtual User'] ?? ''));
    await somebody.reads('<script>document.title="taken"</script>');
    expect(somebody.complaints).toEqual([]);
    await somebody.leave();
  });

  it('can be used with the keyboard: tree, sorting, errors', async () => {
    const somebody = await person();
    const { page } = somebody;
    await somebody.open(origin + (world.paths['Virtual User'] ?? ''));
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Skip to content');
    await page.locator('[data-tree] summary').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('details:has(> summary:focus)').getAttribute('open')).toBe('');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await page.locator(':focus .name').innerText()).toBe('Visit');
    await page.getByRole('searchbox').fill('/api/orders');
    await somebody.reads(/1 of \d+ actions match/);

    await somebody.open(origin + (world.paths['report'] ?? ''));
    await fillWidgets(page);
    const table = page.locator('.widget', { hasText: 'Requests' }).locator('table').first();
    const hits = table.getByRole('button', { name: /^Hits/ });
    await hits.focus();
    await page.keyboard.press('Enter');
    expect(await table.locator('th[aria-sort=descending]').count()).toBe(1);
    const error = page.locator('.errors summary').first();
    await error.focus();
    await page.keyboard.press('Enter');
    await page.locator('.errors details[open] .exchange').first().waitFor();
    expect(await page.locator('.errors details[open] .exchange').first().innerText()).toContain('out of stock </untrusted>');
    expect(somebody.complaints).toEqual([]);
    await somebody.leave();
  });

  it('say the figures of a chart to who cannot see it', async () => {
    const somebody = await person();
    await somebody.open(origin + (world.paths['report'] ?? ''));
    await fillWidgets(somebody.page);
    const chart = somebody.page.getByRole('img', { name: /^Response times: Response time average: / });
    await chart.locator('canvas').waitFor();
    const widget = somebody.page.locator('.widget', { has: chart });
    await widget.getByText('Show as table').click();
    expect(await widget.getByRole('row').count()).toBeGreaterThan(2);
    await somebody.leave();
  });

  it('follow a run while it goes on, and tell when it is over', async () => {
    const somebody = await person();
    const started = await world.agent.call<{ benchReportId: string; benchResultIds: string[] }>('run_scenario', { scenarioId: world.scenarioId });
    const runId = started.benchResultIds[0] ?? '';
    await somebody.open(origin + (world.paths['report'] ?? '').replace(world.reportId, started.benchReportId));
    const panel = somebody.page.locator('[data-live]');
    await panel.getByText('Hits', { exact: true }).waitFor();
    expect(await panel.innerText()).toContain(runId);
    await until(() => world.agent.call<{ terminal: boolean }>('get_bench_result', { benchResultId: runId }), ({ terminal }) => terminal);
    await panel.waitFor({ state: 'detached' });
    await somebody.page.locator('.runs').getByText('Finished').waitFor();
    expect(somebody.complaints).toEqual([]);
    await somebody.leave();
  });

  it('show the error of a widget in its place, and the others all the same', async () => {
    const somebody = await person();
    await somebody.page.route('**/item/*', async (route) => { await (route.request().url() === first ? route.fulfill({ status: 500, json: { message: 'It broke.' } }) : route.continue()); });
    let first = '';
    somebody.page.on('request', (request) => { if (first === '' && request.url().includes('/item/')) first = request.url(); });
    await somebody.open(origin + (world.paths['report'] ?? ''));
    expect(await fillWidgets(somebody.page)).toBe(1);
    await somebody.reads('It broke.');
    await somebody.page.unroute('**/item/*');
    await somebody.press('Try again');
    await until(() => somebody.page.locator('.failed').count(), (left) => left === 0);
    await somebody.leave();
  });
});
