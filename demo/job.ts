import type { Client } from '@modelcontextprotocol/client';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const RECORDING = fileURLToPath(new URL('recordings/shop.har', import.meta.url));
export const RECORDED_HOST = '127.0.0.1:8095';

/** The values that the shop makes anew at each visit: where each is found, and where it must be put. */
export const RULES = [
  { name: 'Login CSRF token', variable: 'loginCsrf', regex: 'name="_csrf" value="([^"]+)"', injectionTargets: ['POST_PARAM'] },
  { name: 'One-time ticket', variable: 'ticket', regex: '[?&]st=([\\w-]+)', extractFrom: 'HEADERS', injectionTargets: ['QUERY_PARAM', 'HEADER'] },
  { name: 'API token', variable: 'apiToken', regex: '"apiToken":"([^"]+)"', injectionTargets: ['HEADER'] },
  { name: 'Cart CSRF token', variable: 'cartCsrf', regex: '"cartCsrf":"([^"]+)"', injectionTargets: ['HEADER'] },
  { name: 'Cart id', variable: 'cartId', regex: '"cartId":"([^"]+)"', injectionTargets: ['PATH'] },
  { name: 'Cart version', variable: 'etag', regex: '"etag":"([^"]+)"', injectionTargets: ['BODY'] },
  { name: 'Order id', variable: 'orderId', regex: '"orderId":"([^"]+)"', injectionTargets: ['PATH'] },
] as const;

export interface ValidatedAction { readonly actionId: string; readonly name?: string; readonly method?: string; readonly path?: string; readonly success: number; readonly total: number; readonly failedTimestamps: readonly number[] }

/** The job of an agent, tool call by tool call. Every method throws with the server's own words when a tool refuses. */
export class Job {
  calls = 0;

  constructor(private readonly client: Client) {}

  async call<T>(name: string, args: Record<string, unknown> = {}): Promise<T> {
    this.calls++;
    const result = await this.client.callTool({ name, arguments: args });
    if (result.isError === true) throw new Error(`${name}: ${(result.content as { text?: string }[]).map((part) => part.text).join(' ')}`);
    return result.structuredContent as T;
  }

  /** Asks again until it holds. */
  async until<T>(ask: () => Promise<T>, holds: (value: T) => boolean, everyMs: number, deadlineMs: number): Promise<T> {
    for (const end = Date.now() + deadlineMs; ;) {
      const value = await ask();
      if (holds(value)) return value;
      if (Date.now() > end) throw new Error(`not done after ${deadlineMs / 1000} s: ${JSON.stringify(value)}`);
      await pause(everyMs);
    }
  }

  /** Mints an upload link and sends the recording there: bytes never cross the MCP server. */
  async importRecording(projectId: string, shopUrl: string): Promise<{ id: string; name: string }> {
    const har = (await readFile(RECORDING, 'utf8')).replaceAll(RECORDED_HOST, new URL(shopUrl).host);
    const link = await this.call<{ url: string; method: string }>('import_har_virtual_user', { projectId });
    const form = new FormData();
    form.append('file', new Blob([har], { type: 'application/json' }), 'shop.har');
    const answer = await fetch(link.url, { method: link.method, body: form });
    if (!answer.ok) throw new Error(`upload refused: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { id: string; name: string };
  }

  /** Replays once and yields the index, in the order of the tree. */
  async validate(target: { projectId: string; virtualUserId: string; providerId: string; location: string }): Promise<ValidatedAction[]> {
    const { projectId, virtualUserId } = target;
    await this.call('validate_virtual_user', target);
    await this.until(() => this.call<{ finished: boolean }>('get_virtual_user_validation', { projectId, virtualUserId }), (run) => run.finished, 300, 60_000);
    const { actions } = await this.call<{ actions: ValidatedAction[] }>('get_virtual_user_validation_index', { projectId, virtualUserId });
    return actions;
  }

  async correlate(projectId: string, virtualUserId: string): Promise<{ status: string; message?: string; result?: Record<string, unknown> }> {
    for (const rule of RULES) await this.call('create_correlation_rule', { projectId, ...rule });
    const { taskId } = await this.call<{ taskId: string }>('apply_correlations_to_virtual_user', { projectId, virtualUserId });
    return this.until(() => this.call<{ status: string; message?: string; result?: Record<string, unknown> }>('get_task_result', { taskId }), (task) => task.status !== 'PENDING', 200, 60_000);
  }
}
