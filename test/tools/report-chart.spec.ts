import { McpUiInitializedNotificationSchema, McpUiInitializeRequestSchema, McpUiSizeChangedNotificationSchema } from '@modelcontextprotocol/ext-apps/app-bridge';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_CHROMIUM, openChromium } from '../browser/person.js';
import { type Agent, agentOf } from '../support/agent.js';
import { anyLocation, freshProject, importHar, until } from '../support/work.js';
import { type SmallSite, startSmallSite } from './small-site.js';

interface Item { '@type': string; id: string; name: string }
interface Content { type: string; text?: string; data?: string; mimeType?: string }
const VIEW = 'ui://octoperf/report-chart';

let agent: Agent;
let site: SmallSite;
let reportId: string;
let items: Item[];

beforeAll(async () => {
  [agent, site] = await Promise.all([agentOf('tester'), startSmallSite()]);
  const { projectId } = await freshProject(agent);
  const { id } = await importHar(agent, projectId, site.har());
  const { providerId, location } = await anyLocation(agent);
  const scenario = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: 'Drawn', virtualUserIds: [id], providerId, locations: [location], users: 2, rampUpSec: 0, holdForSec: 3 });
  const run = await agent.call<{ benchReportId: string; benchResultIds: [string] }>('run_scenario', { scenarioId: scenario.id });
  reportId = run.benchReportId;
  await until(() => agent.call<{ terminal: boolean }>('get_bench_result', { benchResultId: run.benchResultIds[0] }), ({ terminal }) => terminal);
  ({ items } = await agent.call<{ items: Item[] }>('get_bench_report', { reportId }));
});
afterAll(async () => { await Promise.all([agent.close(), site.close()]); });

const itemOf = (type: string): Item => items.find((item) => item['@type'] === type) ?? { '@type': type, id: 'none', name: '' };
const drawn = (type: string, more: object = {}) => agent.client.callTool({ name: 'render_report_chart', arguments: { reportId, itemId: itemOf(type).id, ...more } });

describe('render_report_chart', () => {
  it.each(['LineChartReportItem', 'PercentilesChartReportItem', 'PieChartReportItem', 'TopReportItem'])('answers a picture and two lines for a %s', async (type) => {
    const { content, structuredContent } = await drawn(type, { width: 600 });
    const [image, caption, ...others] = content as Content[];
    expect(others).toEqual([]);
    const png = Buffer.from(image?.data ?? '', 'base64');
    expect(image).toMatchObject({ type: 'image', mimeType: 'image/png' });
    expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    expect(png.length).toBeLessThanOrEqual(100_000);
    expect(structuredContent).toMatchObject({ type, name: itemOf(type).name, pictureWidth: png.readUInt32BE(16), pictureHeight: png.readUInt32BE(20) });
    expect(caption?.text?.split('\n')).toHaveLength(2);
    expect(caption?.text).toContain(`${itemOf(type).name}: `);
    expect(caption?.text).not.toContain('no data');
    expect(JSON.stringify(structuredContent).length).toBeLessThan(2_000);
  });

  it('draws a window of the run, and refuses what is no chart by naming the charts', async () => {
    const line = itemOf('LineChartReportItem');
    const empty = await agent.raw('render_report_chart', { reportId, itemId: line.id, from: 1_000, to: 2_000 });
    expect(empty.text).toContain('no data');
    const refusal = await agent.refused('render_report_chart', { reportId, itemId: itemOf('ErrorsReportItem').id });
    expect(refusal).toContain('ErrorsReportItem');
    expect(refusal).toContain(line.id);
    expect(await agent.refused('render_report_chart', { reportId, itemId: line.id, from: 5, to: 5 })).toContain('empty');
  });

  it.each([undefined, '2026-07-28'])('is listed with its view, which can be read (era %s)', async (pinned) => {
    const client = await agentOf('tester', pinned);
    try {
      const { tools } = await client.client.listTools();
      expect(tools.find(({ name }) => name === 'render_report_chart')?._meta).toMatchObject({ ui: { resourceUri: VIEW } });
      expect(tools.filter(({ _meta }) => _meta?.['ui'] !== undefined)).toHaveLength(1);
      const { resources } = await client.client.listResources();
      expect(resources.find(({ uri }) => uri === VIEW)).toMatchObject({ mimeType: 'text/html;profile=mcp-app', title: 'Report chart' });
      const { contents } = await client.client.readResource({ uri: VIEW });
      expect(contents).toEqual([{ uri: VIEW, mimeType: 'text/html;profile=mcp-app', text: expect.stringContaining('<!doctype html>') as string, _meta: { ui: { csp: {}, prefersBorder: true } } }]);
    } finally {
      await client.close();
    }
  });
});

describe.skipIf(NO_CHROMIUM)('the view of render_report_chart', () => {
  let browser: Browser;
  beforeAll(async () => { browser = await openChromium(); });
  afterAll(async () => { await browser.close(); });

  /** A host as MCP Apps describes it: a frame with the view, a handshake, then the tool's result. `window.told` = what the view said. */
  async function hosted(result: unknown, theme: 'light' | 'dark'): Promise<{ page: Page; complaints: string[]; told: () => Promise<Record<string, unknown>[]> }> {
    const { contents } = await agent.client.readResource({ uri: VIEW });
    const html = (contents[0] as { text: string }).text;
    const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
    const complaints: string[] = [];
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
    page.on('pageerror', (error) => { complaints.push(error.message); });
    page.on('request', (request) => { if (request.url().startsWith('http')) complaints.push(`asked for ${request.url()}`); });
    await page.setContent('<iframe id="view" sandbox="allow-scripts" style="width:860px;height:600px;border:0"></iframe>');
    await page.evaluate(({ html, result, theme }) => {
      const scope = globalThis as unknown as { told: unknown[]; document: { getElementById(id: string): { srcdoc: string; contentWindow: { postMessage(message: unknown, target: string): void } } }; addEventListener(type: string, listener: (event: { data: { id?: number; method?: string } }) => void): void };
      scope.told = [];
      const view = scope.document.getElementById('view');
      const post = (message: object): void => { view.contentWindow.postMessage({ jsonrpc: '2.0', ...message }, '*'); };
      scope.addEventListener('message', ({ data }) => {
        scope.told.push(data);
        if (data.method === 'ui/initialize') post({ id: data.id, result: { protocolVersion: '2026-01-26', hostInfo: { name: 'host', version: '1' }, hostCapabilities: {}, hostContext: { theme, displayMode: 'inline' } } });
        if (data.method !== 'ui/notifications/initialized') return;
        post({ method: 'ui/notifications/tool-input', params: { arguments: {} } });
        post({ method: 'ui/notifications/tool-result', params: result });
      });
      view.srcdoc = html;
    }, { html, result, theme });
    return { page, complaints, told: () => page.evaluate(() => (globalThis as unknown as { told: Record<string, unknown>[] }).told) };
  }

  it('shakes hands, draws the result in the host\'s theme, tells its height, and asks for nothing', async () => {
    const result = await drawn('LineChartReportItem');
    const { page, complaints, told } = await hosted(result, 'dark');
    const frame = page.frameLocator('#view');
    await frame.locator('#chart[data-drawn=dark] svg path').first().waitFor({ state: 'attached' });
    expect(await frame.locator('#chart').getAttribute('aria-label')).toContain(itemOf('LineChartReportItem').name);
    expect(await frame.locator('#chart svg').evaluate((svg) => (svg as unknown as { outerHTML: string }).outerHTML)).toContain('#18202a');
    expect(await frame.locator('#said').innerText()).toContain('peak at');
    const messages = await told();
    expect(McpUiInitializeRequestSchema.safeParse(messages[0]).success).toBe(true);
    expect(messages.some((message) => McpUiInitializedNotificationSchema.safeParse(message).success)).toBe(true);
    expect(messages.some((message) => McpUiSizeChangedNotificationSchema.safeParse(message).success)).toBe(true);
    const tooltip = frame.locator('#chart').getByText('2 users', { exact: true });
    for (let x = 400; x < 500 && (await tooltip.count()) === 0; x += 5) await page.mouse.move(x, 200, { steps: 3 });
    await tooltip.waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows the picture where a host keeps the drawing from it, and an error as the tool worded it', async () => {
    const { _meta, ...bare } = await drawn('PieChartReportItem');
    expect(_meta).toBeDefined();
    const { page } = await hosted(bare, 'light');
    const image = page.frameLocator('#view').locator('#chart img');
    await image.waitFor();
    expect(await image.evaluate((element) => (element as unknown as { naturalWidth: number }).naturalWidth)).toBeGreaterThan(300);
    await page.close();
    const failed = await hosted({ isError: true, content: [{ type: 'text', text: 'No such item.' }] }, 'light');
    await failed.page.frameLocator('#view').getByText('No such item.').waitFor();
    await failed.page.close();
  });
});
