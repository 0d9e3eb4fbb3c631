import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserServer, chromium } from 'playwright-core';
import { AllowedHosts } from '../http/allowed-hosts.js';
import type { BrowserTask, HostOrder, HostPlan, HostReport, PlayedAction } from './browser-protocol.js';
import { FilteringProxy } from './filtering-proxy.js';
import { folderBytes } from './private-files.js';
import { killGroup } from './process-tree.js';
import { ScriptRun } from './script-run.js';
import { SpecRun } from './spec-run.js';

/**
 * The process that holds one browser of one user: it starts Chromium and the proxy before it, and plays actions in processes of their
 * own. Nothing that people wrote runs in here. It ends with its engine, and takes everything it started and its folder along.
 */

/** What an action may leave in the private folder, and how often that is looked at. */
const DISK_MB = 1024;
const WATCH_MS = 5000;
const START_MS = 30_000;

/** Keeps Chromium from talking to anybody by itself and from finding a way around the proxy (no name resolves but this machine's). */
const ARGUMENTS = [
  '--disable-background-networking', '--disable-component-update', '--disable-default-apps', '--disable-domain-reliability', '--disable-sync', '--disable-breakpad', '--disable-gpu', '--no-first-run', '--no-pings',
  '--disable-quic', '--force-webrtc-ip-handling-policy=disable_non_proxied_udp', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1', '--proxy-bypass-list=<-loopback>',
];

const tell = (report: HostReport): void => { if (process.connected) process.send?.(report); };

class BrowserHost {
  private readonly proxy: FilteringProxy;
  /** Sentences by host, of the action under way. */
  private readonly refusals = new Map<string, string>();
  private server: BrowserServer | undefined;
  private address = '';
  private current: SpecRun | ScriptRun | undefined;
  private script: ScriptRun | undefined;

  constructor(private readonly plan: HostPlan) {
    this.proxy = new FilteringProxy(new AllowedHosts(plan.allowedHosts), (name, sentence) => { if (this.refusals.size < 200) this.refusals.set(name, sentence); });
    setInterval(() => { void this.look(); }, WATCH_MS).unref();
  }

  async open(): Promise<void> {
    this.address = await this.proxy.listen();
    const sandbox = await this.launch();
    tell({ type: 'ready', sandbox });
  }

  async play(number: number, actionId: string, task: BrowserTask): Promise<void> {
    this.refusals.clear();
    const played = await this.played(number, actionId, task).catch((error: unknown): PlayedAction => broken(error instanceof Error ? error.message : String(error)));
    tell({ type: 'done', number, played });
  }

  private async played(number: number, actionId: string, task: BrowserTask): Promise<PlayedAction> {
    const { exitCode = 0, signalCode = null } = this.server?.process() ?? {};
    if (exitCode !== null || signalCode !== null) await this.launch();
    const place = { plan: this.plan, wsEndpoint: this.server?.wsEndpoint() ?? '', proxy: this.address, refusals: this.refusals, tell };
    if (task.kind === 'SPEC') {
      const run = new SpecRun(place, number, actionId, task);
      this.current = run;
      return run.play();
    }
    this.script ??= new ScriptRun(place);
    this.current = this.script;
    return this.script.play(number, actionId, task);
  }

  /** With Chromium's own sandbox where this machine lets it have one, and says whether it has. */
  private async launch(): Promise<boolean> {
    for (const sandbox of [true, false]) {
      try {
        this.server = await chromium.launchServer({
          executablePath: this.plan.chromium, chromiumSandbox: sandbox, host: '127.0.0.1', proxy: { server: this.address }, args: ARGUMENTS, timeout: START_MS, env: this.plan.environment,
          handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false,
        });
        return sandbox;
      } catch (error) {
        if (!sandbox) throw error;
        tell({ type: 'log', level: 'info', text: 'Chromium does not start with its own sandbox on this machine, so it is started without.' });
      }
    }
    return false;
  }

  private async look(): Promise<void> {
    if (await folderBytes(this.plan.folder) > DISK_MB * 1_048_576) this.end(`The action was ended: it left more than ${DISK_MB} MB of files behind.`);
  }

  /** Ends everything that was started; the next action gets a new browser. */
  end(why: string): void {
    this.current?.stop(why);
    this.script?.stop(why);
    this.script = undefined;
    killGroup(this.server?.process().pid);
  }
}

const broken = (message: string): PlayedAction => ({ success: false, message: `The browser failed: ${message}`, failedTest: '', code: '-1', summary: '', elapsedMs: 0, ignored: false, refusals: [], variables: {} });

let host: BrowserHost | undefined;
let folder: string | undefined;

/** Takes everything along: what was started, and the private folder. */
function leave(): void {
  host?.end('');
  try {
    for (const name of ['spec', 'run', 'out', 'tmp', 'home', '']) if (folder !== undefined) rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  } catch {
    // Emptied, and in a folder that is not ours to change: whoever made it removes it.
  } finally {
    process.exit(0);
  }
}

process.on('message', (order: HostOrder) => {
  switch (order.type) {
    case 'open':
      ({ folder } = order.plan);
      host = new BrowserHost(order.plan);
      host.open().catch((error: unknown) => { tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) }); });
      return;
    case 'play': void host?.play(order.number, order.actionId, order.task); return;
    case 'end': host?.end(order.why); return;
    case 'close': leave();
  }
});
process.on('disconnect', leave);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, leave);
process.on('uncaughtException', (error) => { tell({ type: 'log', level: 'warn', text: `The host of a browser met an error: ${error.message}` }); });
process.on('unhandledRejection', (error) => { tell({ type: 'log', level: 'warn', text: `The host of a browser met an error: ${error instanceof Error ? error.message : String(error)}` }); });
