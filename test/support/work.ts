import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Agent } from './agent.js';

const SHOP_HAR = fileURLToPath(new URL('../../demo/recordings/shop.har', import.meta.url));
const RECORDED_ORIGIN = 'http://127.0.0.1:8095';
let counter = 0;

export interface FreshProject { readonly workspaceId: string; readonly projectId: string; readonly name: string }

/** A new project in the agent's first workspace. */
export async function freshProject(agent: Agent): Promise<FreshProject> {
  const { workspaces } = await agent.call<{ workspaces: { id: string }[] }>('list_workspaces');
  const workspaceId = workspaces[0]?.id ?? '';
  const name = `test ${process.pid} ${++counter} ${Date.now()}`;
  const { id } = await agent.call<{ id: string }>('create_project', { workspaceId, name });
  return { workspaceId, projectId: id, name };
}

/** The HAR that a real browser recorded on the demo shop, as if it had been recorded at `shopUrl`. */
export async function shopHar(shopUrl: string): Promise<string> {
  return (await readFile(SHOP_HAR, 'utf8')).replaceAll(RECORDED_ORIGIN, shopUrl).replaceAll(new URL(RECORDED_ORIGIN).host, new URL(shopUrl).host);
}

/** Uploads a HAR through the link that import_har_virtual_user mints; yields the Virtual User as REST answers it. */
export async function importHar(agent: Agent, projectId: string, har: string, options: Record<string, unknown> = {}, filename = 'shop.har'): Promise<{ id: string; name: string; children: unknown[]; [field: string]: unknown }> {
  const link = await agent.call<{ url: string; method: string }>('import_har_virtual_user', { projectId, ...options });
  const form = new FormData();
  form.append('file', new Blob([har], { type: 'application/json' }), filename);
  const answer = await fetch(link.url, { method: link.method, body: form });
  if (!answer.ok) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string; name: string; children: unknown[] };
}

/** The correlation rules that make a replay of the shop recording pass. */
export const SHOP_RULES = [
  { name: 'login csrf', variable: 'loginCsrf', regex: 'name="_csrf" value="([^"]+)"', injectionTargets: ['POST_PARAM'] },
  { name: 'ticket', variable: 'ticket', regex: '[?&]st=([\\w-]+)', extractFrom: 'HEADERS', injectionTargets: ['QUERY_PARAM'] },
  { name: 'api token', variable: 'apiToken', regex: '"apiToken":"([^"]+)"', injectionTargets: ['HEADER'] },
  { name: 'cart csrf', variable: 'cartCsrf', regex: '"cartCsrf":"([^"]+)"', injectionTargets: ['HEADER'] },
  { name: 'cart id', variable: 'cartId', regex: '"cartId":"([^"]+)"', injectionTargets: ['PATH', 'HEADER'] },
  { name: 'etag', variable: 'etag', regex: '"etag":"([^"]+)"', injectionTargets: ['BODY'] },
  { name: 'order id', variable: 'orderId', regex: '"orderId":"([^"]+)"', injectionTargets: ['PATH', 'HEADER'] },
] as const;

/** Creates the rules in the project and applies them to the Virtual User; throws unless the task succeeds. */
export async function correlateShop(agent: Agent, projectId: string, virtualUserId: string): Promise<Record<string, unknown>> {
  for (const rule of SHOP_RULES) await agent.call('create_correlation_rule', { projectId, ...rule });
  const { taskId } = await agent.call<{ taskId: string }>('apply_correlations_to_virtual_user', { projectId, virtualUserId });
  const result = await until(() => agent.call('get_task_result', { taskId }), (task) => task['status'] !== 'PENDING');
  if (result['status'] !== 'SUCCESS') throw new Error(`correlation: ${JSON.stringify(result)}`);
  return result;
}

/** First usable provider and one of its locations. */
export async function anyLocation(agent: Agent): Promise<{ providerId: string; location: string }> {
  const { providers } = await agent.call<{ providers: { id: string; locations: string[] }[] }>('list_public_docker_providers');
  const provider = providers[0];
  if (provider?.locations[0] === undefined) throw new Error('no provider');
  return { providerId: provider.id, location: provider.locations[0] };
}

/** Asks again until it holds; throws after the deadline with the last answer. */
export async function until<T>(ask: () => Promise<T>, holds: (value: T) => boolean, deadlineMs = 60_000, everyMs = 100): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`still not so after ${deadlineMs} ms: ${JSON.stringify(value).slice(0, 500)}`);
    await pause(everyMs);
  }
}

/** Validates and waits; yields the index. */
export async function validate(agent: Agent, projectId: string, virtualUserId: string, iterations = 1): Promise<{ run: Record<string, unknown>; actions: { actionId: string; success: number; total: number; failedTimestamps: number[]; successTimestamps: number[] }[] }> {
  await agent.call('validate_virtual_user', { projectId, virtualUserId, ...(await anyLocation(agent)), iterations });
  const run = await until(() => agent.call('get_virtual_user_validation', { projectId, virtualUserId }), (state) => state['finished'] === true);
  const index = await agent.call<{ actions: { actionId: string; success: number; total: number; failedTimestamps: number[]; successTimestamps: number[] }[] }>('get_virtual_user_validation_index', { projectId, virtualUserId });
  return { run, ...index };
}

/** A run of one Virtual User on any location, played to its end. */
export async function playedRun(agent: Agent, { projectId, virtualUserId, name, users, holdForSec }: { projectId: string; virtualUserId: string; name: string; users: number; holdForSec: number }): Promise<{ reportId: string; benchResultId: string; state: string }> {
  const { providerId, location } = await anyLocation(agent);
  const scenario = await agent.call<{ id: string }>('create_scenario_ramp_up', { projectId, scenarioName: name, virtualUserIds: [virtualUserId], providerId, locations: [location], users, rampUpSec: 0, holdForSec });
  const { benchReportId: reportId, benchResultIds: [benchResultId = ''] } = await agent.call<{ benchReportId: string; benchResultIds: string[] }>('run_scenario', { scenarioId: scenario.id });
  const { state } = await until(() => agent.call<{ state: string; terminal: boolean }>('get_bench_result', { benchResultId }), ({ terminal }) => terminal);
  return { reportId, benchResultId, state };
}
