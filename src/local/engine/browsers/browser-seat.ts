import { fork, type ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBrowserFolder, ownerOfBrowsers, removeBrowserFolder, type ScriptFile } from './browser-folder.js';
import { type BrowserProfile, type BrowserTask, type HostOrder, type HostReport, PlayedAction, PlayedStep } from './browser-protocol.js';
import { killTree, treeOf } from './process-tree.js';
import { lockedArguments } from './spec-process.js';

/** A browser that does not start by then never will. */
const OPEN_MS = 60_000;
/** A host that was told to close and is still there is killed with all that is below it. */
const CLOSE_MS = 3000;
/** What the browser and the program that drives it may take together. */
const MEMORY_MB = 2048;
const WATCH_MS = 1000;
const COMPLAINT = 1500;

/** What one browser is opened for. */
export interface SeatPlan {
  readonly chromium: string;
  /** Where its folder is made. */
  readonly tmp: string;
  readonly allowedHosts: readonly string[];
  readonly profile: BrowserProfile;
  readonly scripts: readonly ScriptFile[];
  readonly filesFolder: string | undefined;
}

/** Hears what comes while an action plays. */
export interface SeatListener {
  step(step: PlayedStep): void;
  file(name: string, bytes: Uint8Array): void;
  log(level: 'info' | 'warn', text: string): void;
}

interface Job { readonly number: number; readonly listener: SeatListener; readonly done: (played: PlayedAction | undefined) => void }

/** The browser of one user: a host process of its own, from the first action to the user's end. */
export class BrowserSeat {
  private readonly child: ChildProcess;
  private readonly folder: string;
  private readonly opened: Promise<void>;
  private openDone: (problem: string) => void = () => undefined;
  private job: Job | undefined;
  private orders = 0;
  private complaint = '';
  private closing = false;
  private readonly gone: Promise<void>;

  /** Starts it; throws an Error with a sentence where its folder cannot be made. @param log hears what is worth a line. */
  constructor(plan: SeatPlan, private readonly log: SeatListener['log']) {
    this.folder = makeBrowserFolder(plan.tmp, plan.scripts, plan.filesFolder);
    const tmp = join(this.folder, 'tmp');
    // Nothing of the server's environment: no secret, no setting.
    const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: join(this.folder, 'home'), TMPDIR: tmp, TMP: tmp, TEMP: tmp, LANG: 'C.UTF-8', TZ: new Intl.DateTimeFormat().resolvedOptions().timeZone, NO_COLOR: '1', DBUS_SESSION_BUS_ADDRESS: 'disabled:' };
    this.child = fork(fileURLToPath(new URL('./browser-host.js', import.meta.url)), [], {
      env: environment, cwd: this.folder, execArgv: lockedArguments(this.folder, { hosts: plan.allowedHosts, host: true }, ['--allow-child-process', ...new Set([plan.chromium, realpathSync(plan.chromium)].map((path) => `--allow-fs-read=${path}`))]), stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced', detached: true, ...ownerOfBrowsers(),
    });
    const { child } = this;
    this.opened = new Promise((resolve, reject) => {
      const late = setTimeout(() => { this.openDone('it takes more than a minute to start'); }, OPEN_MS);
      this.openDone = (problem) => {
        clearTimeout(late);
        if (problem === '') resolve(); else reject(new Error(`The browser cannot be started: ${problem}`));
      };
    });
    this.opened.catch(() => undefined);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { this.complaint = (this.complaint + text).slice(-COMPLAINT); });
    child.on('message', (report: HostReport) => { this.hear(report); });
    const watch = setInterval(() => { this.look(); }, WATCH_MS);
    watch.unref();
    this.gone = new Promise((resolve) => {
      child.on('error', (error) => { this.over(`its process cannot be started (${error.message}).${owned()}`); resolve(); });
      child.on('exit', (code, signal) => { clearInterval(watch); this.over(`its process ended (${signal ?? `code ${code ?? '?'}`}). ${this.complaint}${/EACCES|not found|MODULE_NOT_FOUND/i.test(this.complaint) ? owned() : ''}`.trim()); resolve(); });
    });
    this.send({ type: 'open', plan: { folder: this.folder, chromium: plan.chromium, allowedHosts: plan.allowedHosts, environment, profile: plan.profile } });
  }

  /** Plays an action; undefined where the seat was closed meanwhile. Throws an Error with a sentence where there is no browser. */
  async play(actionId: string, task: BrowserTask, listener: SeatListener): Promise<PlayedAction | undefined> {
    try {
      await this.opened;
    } catch (error) {
      if (this.closing) return undefined;
      throw error;
    }
    if (this.closing) return undefined;
    const number = ++this.orders;
    return new Promise((done) => {
      this.job = { number, listener, done };
      this.send({ type: 'play', number, actionId, task });
    });
  }

  /** Whether its host is still there; another seat is needed where not. */
  get isOpen(): boolean { return !this.closing && this.child.exitCode === null && this.child.signalCode === null; }

  /** Ends everything; what was playing counts as nothing. Resolves when nothing is left, its folder neither. */
  async close(): Promise<void> {
    if (!this.closing) {
      this.closing = true;
      this.settle(undefined);
      this.send({ type: 'close' });
      if (this.child.connected) this.child.disconnect();
    }
    const late = setTimeout(() => { if (this.child.pid !== undefined) killTree(this.child.pid); }, CLOSE_MS);
    await this.gone;
    clearTimeout(late);
    // Mostly its host has done that; not when it was killed.
    removeBrowserFolder(this.folder);
  }

  private hear(report: HostReport): void {
    switch (report.type) {
      case 'ready': this.log('info', `Chromium started${report.sandbox ? ' in its own sandbox' : ''}`); this.openDone(''); return;
      case 'failed': this.openDone(report.message); return;
      case 'log': this.log(report.level, report.text.slice(0, 2000)); return;
      case 'step': if (report.number === this.job?.number) this.withChecked(PlayedStep, report.step, (step) => { this.job?.listener.step(step); }); return;
      case 'file': if (report.number === this.job?.number) this.job.listener.file(report.name, report.bytes); return;
      case 'done': if (report.number === this.job?.number) this.settle(PlayedAction.parse(report.played));
    }
  }

  /** The host is ours, what it passes on is not. */
  private withChecked<T>(schema: { safeParse(value: unknown): { success: boolean; data?: T } }, value: unknown, use: (checked: T) => void): void {
    const parsed = schema.safeParse(value);
    if (parsed.success && parsed.data !== undefined) use(parsed.data);
  }

  private over(problem: string): void {
    this.openDone(problem);
    this.settle(this.closing ? undefined : { success: false, message: `The browser was lost: ${problem}`, failedTest: '', code: '-1', summary: '', elapsedMs: 0, ignored: false, refusals: [], variables: {} });
  }

  /** Ends what takes too much: looked at from outside, where the spec has no say. */
  private look(): void {
    const { pid } = this.child;
    const bytes = pid === undefined ? 0 : treeOf(pid).reduce((sum, member) => sum + member.bytes, 0);
    if (bytes > MEMORY_MB * 1_048_576) this.send({ type: 'end', why: `The action was ended: browser and script take more than ${MEMORY_MB} MB together.` });
  }

  private settle(played: PlayedAction | undefined): void {
    const { job } = this;
    this.job = undefined;
    job?.done(played);
  }

  private send(order: HostOrder): void {
    if (this.child.connected) this.child.send(order, () => undefined);
  }
}

/** A cure for what happens to servers that run as root. */
const owned = (): string => (ownerOfBrowsers() === undefined ? '' : ' This server runs as root, so browsers are run as the user nobody, who must be able to read the folders of Node and of this program: install both where others may read, or run the server as a user of its own.');
