import { chmodSync, existsSync, readdirSync, rmSync, mkdtempSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { ActionNode } from '../../../../src/contract/actions.js';
import { defaultJmeterEngine, type UserProfileEngine } from '../../../../src/contract/engine-settings.js';
import type { UserProfileLoad } from '../../../../src/contract/load.js';
import type { VirtualUser } from '../../../../src/contract/virtual-user.js';
import type { BenchEnd, BenchHandle, BenchPlan, BenchProfile, ErrorSample, Surroundings, ValidationEnd, ValidationPlan, ValidationSample } from '../../../../src/local/engine/bench-protocol.js';
import type * as RunValidation from '../../../../src/local/engine/run-validation.js';
import type * as StartBench from '../../../../src/local/engine/start-bench.js';
import type { MetricRow, UserLoadRow } from '../../../../src/local/measurements/measure.js';

/** Browsers are processes of their own, so it is the built engine that is tested (`npm test` builds first). */
const built = new URL('../../../../dist/local/engine/', import.meta.url).href;
const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
/** Where Chromium is missing these specs are skipped, and the report of the run says so. */
export const NO_CHROMIUM = !existsSync(CHROMIUM);

/** What browsers of these tests leave in the end is seen here: nobody else's are in it. */
export const TMP = mkdtempSync(join(tmpdir(), 'browser-test-'));
// A server that runs as root plays as nobody, who must get there.
chmodSync(TMP, 0o711);
export const leftFolders = (): string[] => readdirSync(TMP);
afterAll(() => { rmSync(TMP, { recursive: true, force: true }); });

let outputs = 0;
export const outputFolder = (): string => mkdtempSync(join(tmpdir(), `browser-output-${++outputs}-`));

export const withBrowsers = (change: Partial<Surroundings> = {}): Surroundings => ({ servers: [], variables: [], fragments: [], allowedHosts: [], browsers: { chromium: CHROMIUM, tmp: TMP }, ...change });

export const spec = (id: string, body: string, change: Record<string, unknown> = {}): ActionNode => ({ '@type': 'PlaywrightSpecAction', id, name: id, enabled: true, filename: `${id}.spec.ts`, content: `import { test, expect } from '@playwright/test';\n${body}`, ...change });
export const webDriver = (id: string, script: string, change: Record<string, unknown> = {}): ActionNode => ({ '@type': 'WebDriverAction', id, name: id, enabled: true, script, language: 'javascript', parameters: '', ...change });
export const browserUser = (type: 'PLAYWRIGHT' | 'WEB_DRIVER', children: ActionNode[]): VirtualUser => ({ '@type': 'VirtualUser', id: 'browser-vu', userId: '', projectId: 'p', name: 'Visitor', description: '', type, tags: [], children });

export function browserProfile(virtualUser: VirtualUser, load: UserProfileLoad, change: object = {}): BenchProfile {
  const { settings, bandwidth } = defaultJmeterEngine();
  const engine = (virtualUser.type === 'WEB_DRIVER' ? { '@type': 'SeleniumUserProfileEngine', settings, bandwidth } : { '@type': 'PlaywrightUserProfileEngine', settings, device: '', timeoutMs: 20_000, baseURL: '', slowMoMs: 0, ...change }) as UserProfileEngine;
  return { virtualUser, profile: { id: 'browser-profile', name: 'Browser', virtualUserId: virtualUser.id, providerId: 'prov', location: 'local', load, memory: { vuMb: null }, engine } };
}

export interface Validated { readonly samples: ValidationSample[]; readonly end: ValidationEnd; readonly folder: string; readonly files: string[]; of(id: string): ValidationSample | undefined }

export async function validateBrowser(virtualUser: VirtualUser, change: Partial<ValidationPlan> = {}, signal = new AbortController().signal): Promise<Validated> {
  const { runValidation } = (await import(`${built}run-validation.js`)) as typeof RunValidation;
  const samples: ValidationSample[] = [];
  const folder = outputFolder();
  const end = await runValidation({ virtualUser, surroundings: withBrowsers(), iterations: 1, recordedCodes: {}, outputFolder: folder, bodyLimit: 100_000, ...change }, (sample) => { samples.push(sample); }, signal);
  return { samples, end, folder, files: readdirSync(folder), of: (id) => samples.find(({ actionId }) => actionId === id) };
}

export interface Heard { readonly rows: MetricRow[]; readonly users: UserLoadRow[]; readonly errors: ErrorSample[]; readonly end: BenchEnd; readonly handle: BenchHandle; whole(id: string): MetricRow | undefined }

/** Runs a plan in a forked generator to its end. @param started is called when the first user started. */
export async function runBench(plan: BenchPlan, started?: (handle: BenchHandle) => void): Promise<Heard> {
  const { startBench } = (await import(`${built}start-bench.js`)) as typeof StartBench;
  const [rows, users, errors]: [MetricRow[], UserLoadRow[], ErrorSample[]] = [[], [], []];
  return new Promise((resolve) => {
    const handle = startBench(plan, {
      running: () => { started?.(handle); }, metrics: (more) => { rows.push(...more); }, users: (more) => { users.push(...more); }, errors: (more) => { errors.push(...more); }, progress: () => undefined,
      ended: (end) => { resolve({ rows, users, errors, end, handle, whole: (id) => rows.find(({ second, series }) => second === null && series.actionId === id) }); },
    });
  });
}

export interface BrowserSite { readonly origin: string; readonly port: number; readonly asked: string[]; close(): Promise<void> }

/** A few pages to look at. */
export async function openBrowserSite(): Promise<BrowserSite> {
  const asked: string[] = [];
  const page = (title: string, body: string): string => `<!doctype html><title>${title}</title><link rel="icon" href="data:,"><h1>${title}</h1>${body}`;
  const bodyOf = ({ url = '' }: IncomingMessage): string => {
    if (url.startsWith('/basket')) return page('Basket', `<p id="query">${new URLSearchParams(url.split('?')[1]).get('q') ?? ''}</p>`);
    return page('Shop', '<form action="/basket"><input name="q"><select id="size"><option value="s">Small</option><option value="l">Large</option></select><button>Buy</button></form><a id="link" href="/basket">Basket</a>');
  };
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', request.url?.startsWith('/api') === true ? 'application/json' : 'text/html; charset=utf-8');
    response.end(request.url?.startsWith('/api') === true ? '{"ok": true}' : bodyOf(request));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://localhost:${port}`, port, asked, close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => { resolve(); }); }) };
}

/** Asks again until it holds; fails after a minute. */
export async function eventually(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !holds();) {
    if (Date.now() > end) throw new Error('It did not come to pass within a minute.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
