import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningShop, startShop } from '../../demo/shop/shop.js';
import { type Agent, connect } from '../support/agent.js';
import { ACCOUNTS, type ServerProcess, startServer, tokenOf } from '../support/server-process.js';
import { anyLocation, freshProject, until, validate } from '../support/work.js';
import { NO_CHROMIUM } from '../unit/engine/browsers/browser-plans.js';

const PATIENCE_MS = 180_000;

/** A person's way: import a spec, validate it, run it, read the report. */
describe.skipIf(NO_CHROMIUM)('an agent with a Playwright spec', () => {
  let shop: RunningShop;
  let server: ServerProcess;
  let agent: Agent;
  let projectId: string;
  let virtualUserId: string;

  beforeAll(async () => {
    shop = await startShop({ port: 0, latencyMs: 1 });
    server = await startServer({ environment: { OCTOPERF_LOCAL__ENGINE__BROWSERS: 'on', CHROMIUM_PATH: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium' } });
    agent = await connect(`${server.origin}/mcp`, await tokenOf(server, ACCOUNTS.tester.username));
    ({ projectId } = await freshProject(agent));
    const link = await agent.call<{ url: string }>('import_playwright_virtual_user', { projectId });
    const form = new FormData();
    const spec = `import { test, expect } from '@playwright/test';\ntest('looks at the shop', async ({ page }) => {\n  await test.step('01 Home', async () => { await page.goto('${shop.url}/'); await expect(page.locator('body')).toBeVisible(); });\n});\ntest('expects a palace', async ({ page }) => { await page.goto('${shop.url}/'); await expect(page).toHaveTitle('Palace', { timeout: 200 }); });\n`;
    form.append('files', new Blob([spec], { type: 'text/plain' }), 'shop.spec.ts');
    ({ id: virtualUserId } = (await (await fetch(link.url, { method: 'POST', body: form })).json()) as { id: string });
  }, PATIENCE_MS);
  afterAll(async () => { await agent.close(); await server.stop(); await shop.close(); });

  it('sees that browsers run here, validates, reads why it failed and what was left', async () => {
    expect(JSON.stringify(await agent.call('list_active_subscriptions'))).toContain('"maxRealBrowserUsers":4');
    const { run, actions } = await validate(agent, projectId, virtualUserId);
    expect(actions).toEqual([expect.objectContaining({ success: 0, total: 1 })]);
    const detail = (await agent.raw('get_validation_failure_detail', { projectId, virtualUserId, actionId: actions[0]?.actionId, timestamp: actions[0]?.failedTimestamps[0] })).text;
    expect(detail).toMatch(/toHaveTitle/);
    expect(detail).toContain('Palace');
    const files = (await agent.raw('list_bench_result_files', { benchResultId: run['benchResultId'] })).text;
    for (const ending of ['trace.zip', 'png', 'har']) expect(files).toMatch(new RegExp(`[0-9a-f]{8}-[0-9a-f]{5}-looks-at-the-shop-chromium\\.${ending}`));
  }, PATIENCE_MS);

  it('runs it as one user, and reads its steps in the table', async () => {
    const { providerId, location } = await anyLocation(agent);
    const scenario = { projectId, scenarioName: 'Probe', virtualUserIds: [virtualUserId], providerId, locations: [location], rampUpSec: 0, holdForSec: 1 };
    expect(await agent.refused('create_scenario_ramp_up', { ...scenario, users: 2 })).toContain('more browsers means more profiles');
    const { id: scenarioId } = await agent.call<{ id: string }>('create_scenario_ramp_up', { ...scenario, users: 1 });
    const { benchReportId: reportId, benchResultIds: [benchResultId] } = await agent.call<{ benchReportId: string; benchResultIds: string[] }>('run_scenario', { scenarioId, name: 'Probe' });
    const ended = await until(() => agent.call('get_bench_result', { benchResultId }), ({ terminal }) => terminal === true, PATIENCE_MS);
    expect(ended['state']).toBe('FINISHED');
    const { items } = await agent.call<{ items: { id: string; '@type': string }[] }>('get_bench_report', { reportId });
    const tables = await Promise.all(items.filter((item) => item['@type'] === 'StatisticTableReportItem').map(async ({ id: itemId }) => (await agent.raw('get_report_table_values', { reportId, itemId })).text));
    expect(tables.join('\n')).toContain('shop.spec.ts');
    const errors = items.find((item) => item['@type'] === 'ErrorsReportItem');
    expect((await agent.raw('get_report_errors', { reportId, itemId: errors?.id })).text).toContain('toHaveTitle');
  }, PATIENCE_MS);
});
