import type { Client } from '@modelcontextprotocol/client';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const RECORDING = fileURLToPath(new URL('recordings/shop.har', import.meta.url));
export const RECORDED_HOST = '127.0.0.1:8095';

/** A rule as suggest_correlation_rules proposes it: exactly the arguments of create_correlation_rule. */
export interface SuggestedRule { readonly name: string; readonly regex: string; readonly variable: string; readonly injectionTargets: readonly string[] }

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

  /** Asks which values a later request repeats from an earlier response, makes the proposed rules and applies them. */
  async correlate(projectId: string, virtualUserId: string): Promise<{ rules: SuggestedRule[]; status: string; message?: string }> {
    const { suggestions } = await this.call<{ suggestions: { rule: SuggestedRule }[] }>('suggest_correlation_rules', { virtualUserId });
    const rules = suggestions.map(({ rule }) => rule);
    for (const rule of rules) await this.call('create_correlation_rule', { ...rule });
    const { taskId } = await this.call<{ taskId: string }>('apply_correlations_to_virtual_user', { projectId, virtualUserId });
    const task = await this.until(() => this.call<{ status: string; message?: string }>('get_task_result', { taskId }), ({ status }) => status !== 'PENDING', 200, 60_000);
    return { rules, ...task };
  }

  /** Prints a report and fetches the file into a new folder of its own. @returns its path */
  async printReport(benchReportId: string, benchResultId: string): Promise<string> {
    const { taskId } = await this.call<{ taskId: string }>('export_bench_report_pdf', { benchReportId });
    const { status, message, filename = '' } = await this.until(() => this.call<{ status: string; message: string; filename?: string }>('get_task_result', { taskId }), (task) => task.status !== 'PENDING', 500, 120_000);
    if (status !== 'SUCCESS') throw new Error(`the print ended ${status}: ${message}`);
    const { url } = await this.call<{ url: string }>('download_bench_result_file', { benchResultId, filename });
    const path = join(await mkdtemp(join(tmpdir(), 'octoperf-demo-')), filename);
    await writeFile(path, Buffer.from(await (await fetch(url)).arrayBuffer()));
    return path;
  }
}
