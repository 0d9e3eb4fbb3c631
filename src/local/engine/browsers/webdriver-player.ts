import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { type Browser, chromium } from 'playwright-core';
import type { PlayerOrder, PlayerReport } from './script-run.js';
import { WebDriverBrowser } from './webdriver-browser.js';
import type { ThreadCall, ThreadMessage, ThreadOutcome, ThreadReply, ThreadTask } from './webdriver-protocol.js';

/**
 * The locked process that plays scripts of JMeter's WebDriver Sampler. They expect every call to wait for its answer, so they run in
 * a thread of their own, which sleeps while this one asks the browser.
 */
type OpenOrder = Extract<PlayerOrder, { type: 'open' }>;
type PlayOrder = Extract<PlayerOrder, { type: 'play' }>;

/** A trace of a script must not cost it more than its pages. */
const PATIENCE_MS = 10_000;
const tell = (report: PlayerReport): void => { process.send?.(report); };

class Player {
  private browser: Browser | undefined;
  private driven: WebDriverBrowser | undefined;

  constructor(private readonly settings: OpenOrder) {}

  async play({ number, outputFolder, task }: PlayOrder): Promise<void> {
    const driven = await this.ready(task.fresh);
    const tracing = task.evidence.trace !== 'off';
    if (tracing) await driven.startTrace();
    const outcome = await inThread(driven, task);
    const success = outcome.problem === '' && outcome.successful !== false;
    if (tracing) await patiently(driven.endTrace(task.evidence.trace === 'on' || !success ? join(outputFolder, 'trace.zip') : undefined));
    if (task.evidence.screenshot === 'on' || (task.evidence.screenshot === 'only-on-failure' && !success)) await patiently(driven.screenshot(join(outputFolder, 'page.png')));
    writeFileSync(join(outputFolder, 'context-1.har'), JSON.stringify(await driven.takeHar(task.evidence.bodies)));
    tell({ type: 'done', number, outcome });
  }

  private async ready(fresh: boolean): Promise<WebDriverBrowser> {
    if (this.browser?.isConnected() !== true) {
      this.browser = await chromium.connect(this.settings.wsEndpoint, { slowMo: this.settings.slowMoMs });
      this.driven = undefined;
    }
    if (fresh || this.driven === undefined) {
      await this.driven?.close();
      this.driven = await WebDriverBrowser.open(this.browser, { proxy: { server: this.settings.proxy } });
    }
    return this.driven;
  }
}

async function patiently(work: Promise<void>): Promise<void> {
  await Promise.race([work.catch(() => undefined), new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS).unref(); })]);
}

/** Runs a script to its end and serves its calls. */
async function inThread(browser: WebDriverBrowser, task: ThreadTask): Promise<ThreadOutcome> {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const { name, script, parameters, variables, properties } = task;
  const worker = new Worker(new URL('./webdriver-thread.js', import.meta.url), {
    // Flags of its own would be instead of ours, the permission model among them.
    env: {}, stdout: true, stderr: true, transferList: [port2],
    workerData: { task: { name, script, parameters, variables, properties }, flag, port: port2 }, resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
  const answer = async (call: ThreadCall): Promise<void> => {
    const reply: ThreadReply = await browser.call(call).then((value) => ({ value }), (error: unknown) => ({ error: { name: error instanceof Error ? error.name : 'WebDriverException', message: error instanceof Error ? error.message : String(error) } }));
    port1.postMessage(reply);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  };
  const outcome = await new Promise<ThreadOutcome>((resolve) => {
    port1.on('message', (message: ThreadMessage) => {
      if (message.type === 'call') void answer(message.call);
      else if (message.type === 'log') tell({ type: 'log', level: message.level, text: `WDS.log ${name}: ${message.text}`.slice(0, 2000) });
      else resolve(message.outcome);
    });
    worker.on('error', (error) => { resolve(broken(`The script failed: ${error.message}`)); });
    worker.on('exit', () => { setImmediate(() => { resolve(broken('The script ended without an outcome.')); }); });
  });
  await worker.terminate();
  port1.close();
  return outcome;
}

const broken = (problem: string): ThreadOutcome => ({ problem, successful: false, code: '', message: '', data: '', label: '', elapsedMs: 0, variables: {} });

let player: Player | undefined;
process.on('message', (order: PlayerOrder) => {
  if (order.type === 'open') { player = new Player(order); return; }
  player?.play(order).catch((error: unknown) => { tell({ type: 'done', number: order.number, outcome: broken(error instanceof Error ? error.message : String(error)) }); });
});
process.on('disconnect', () => { process.exit(0); });
