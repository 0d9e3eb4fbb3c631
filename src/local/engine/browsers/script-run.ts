import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { PlayedAction, ScriptTask } from './browser-protocol.js';
import { evidenceName } from './evidence-name.js';
import { type BrowserRequest, networkSteps, requestsOf, tellingExchange } from './har-evidence.js';
import { bytesOf } from './private-files.js';
import { killGroup } from './process-tree.js';
import { lockedArguments } from './spec-process.js';
import { refusalsOf, type SpecPlace } from './spec-run.js';
import type { ThreadOutcome } from './webdriver-protocol.js';

/** One script, whatever it waits for. */
const LONGEST_MS = 10 * 60_000;
const LARGEST_FILE = 20 * 1024 * 1024;
const ENDINGS = [['trace.zip', '.trace.zip'], ['page.png', '.png'], ['context-1.har', '.har']] as const;

/** To the player: its browser, then one script after the other. */
export type PlayerOrder =
  | { readonly type: 'open'; readonly wsEndpoint: string; readonly proxy: string; readonly timeoutMs: number; readonly slowMoMs: number }
  | { readonly type: 'play'; readonly number: number; readonly outputFolder: string; readonly task: ScriptTask };

const text = z.string().max(100_000);
const Outcome: z.ZodType<ThreadOutcome> = z.object({
  problem: text, successful: z.boolean().nullable(), code: text, message: text, data: z.string().max(8_000_000), label: text, elapsedMs: z.number().min(0), variables: z.record(z.string(), z.string().nullable()),
});
const Report = z.discriminatedUnion('type', [
  z.object({ type: z.literal('log'), level: z.enum(['info', 'warn']), text }),
  z.object({ type: z.literal('done'), number: z.number(), outcome: Outcome }),
]);
export type PlayerReport = z.infer<typeof Report>;

/** Plays the scripts of one user of a WEB_DRIVER profile, one at a time, in a locked process that keeps its pages between them. */
export class ScriptRun {
  private child: ChildProcess | undefined;
  private waiting: { readonly number: number; readonly done: (outcome: ThreadOutcome) => void } | undefined;
  private stopped = '';

  constructor(private readonly place: SpecPlace) {}

  async play(number: number, actionId: string, task: ScriptTask): Promise<PlayedAction> {
    const outputFolder = join(this.place.plan.folder, 'out', String(number));
    mkdirSync(outputFolder, { recursive: true });
    const longest = setTimeout(() => { this.stop(`The action was ended: it takes longer than ${LONGEST_MS / 60_000} minutes.`); }, LONGEST_MS);
    const startedAt = Date.now();
    const outcome = await this.outcomeOf(number, outputFolder, task);
    clearTimeout(longest);
    const success = outcome.problem === '' && outcome.successful !== false;
    const requests = this.evidence(outputFolder, { number, actionId, task, success });
    for (const step of networkSteps(requests)) this.place.tell({ type: 'step', number, step });
    const exchange = tellingExchange(requests, success);
    rmSync(outputFolder, { recursive: true, force: true });
    return {
      success, message: success ? '' : outcome.problem !== '' ? outcome.problem : outcome.message === '' ? 'The script set this sample to failed.' : outcome.message, failedTest: '', code: outcome.code !== '' ? outcome.code : success ? '200' : outcome.problem !== '' ? '-1' : '500',
      summary: outcome.data !== '' ? outcome.data : outcome.message, elapsedMs: outcome.elapsedMs > 0 || outcome.problem === '' ? outcome.elapsedMs : Date.now() - startedAt, ignored: false, refusals: refusalsOf(this.place, requests, outcome.problem), variables: outcome.variables,
      ...(exchange === undefined ? {} : { exchange }),
    };
  }

  stop(why: string): void {
    this.stopped = why;
    killGroup(this.child?.pid);
  }

  private outcomeOf(number: number, outputFolder: string, task: ScriptTask): Promise<ThreadOutcome> {
    this.stopped = '';
    const child = this.child ?? this.start();
    return new Promise((done) => {
      this.waiting = { number, done };
      send(child, { type: 'play', number, outputFolder, task });
    });
  }

  private start(): ChildProcess {
    const { plan, wsEndpoint, proxy } = this.place;
    const child = fork(fileURLToPath(new URL('./webdriver-player.js', import.meta.url)), [], {
      cwd: join(plan.folder, 'spec'), serialization: 'json', detached: true, stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: plan.environment, execArgv: lockedArguments(plan.folder, { hosts: plan.allowedHosts, threads: true }, ['--allow-worker']),
    });
    this.child = child;
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (more: string) => { said = (said + more).slice(-1500); });
    child.on('message', (message) => {
      const parsed = Report.safeParse(message);
      if (!parsed.success) return;
      if (parsed.data.type === 'log') this.place.tell({ type: 'log', level: parsed.data.level, text: parsed.data.text });
      else if (parsed.data.number === this.waiting?.number) this.settle(parsed.data.outcome);
    });
    child.on('close', (code, signal) => {
      if (this.child === child) this.child = undefined;
      this.settle({ problem: this.stopped !== '' ? this.stopped : `The process of the script ended (${signal ?? `code ${code ?? '?'}`}). ${said}`.trim(), successful: false, code: '-1', message: '', data: '', label: '', elapsedMs: 0, variables: {} });
    });
    send(child, { type: 'open', wsEndpoint, proxy, timeoutMs: plan.profile.timeoutMs, slowMoMs: plan.profile.slowMoMs });
    return child;
  }

  private settle(outcome: ThreadOutcome): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.done(outcome);
  }

  /** Hands over what the player left of an action; the requests of it. */
  private evidence(folder: string, { number, actionId, task, success }: { number: number; actionId: string; task: ScriptTask; success: boolean }): BrowserRequest[] {
    const stem = evidenceName({ actionId, test: '', title: task.name, run: task.run });
    const left = new Set(readdirSync(folder));
    for (const [name, ending] of ENDINGS) {
      const bytes = left.has(name) ? bytesOf(folder, join(folder, name), LARGEST_FILE) : undefined;
      if (bytes === undefined) continue;
      if (ending !== '.har' || task.evidence.har === 'on' || !success) this.place.tell({ type: 'file', number, name: stem + ending, bytes });
    }
    return requestsOf(bytesOf(folder, join(folder, 'context-1.har'), LARGEST_FILE) ?? new Uint8Array());
  }
}

function send(child: ChildProcess, order: PlayerOrder): void {
  if (child.connected) child.send(order, () => undefined);
}
