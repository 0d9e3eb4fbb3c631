import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters as plainText } from 'node:util';
import { z } from 'zod';
import type { HostPlan, HostReport, PlayedAction, PlayedStep, SpecTask } from './browser-protocol.js';
import { evidenceName } from './evidence-name.js';
import { type BrowserRequest, networkSteps, requestsOf, tellingExchange } from './har-evidence.js';
import { bytesOf } from './private-files.js';
import { killGroup } from './process-tree.js';
import type { SpecPlan, SpecReport } from './spec-plan.js';
import { lockedArguments, playwrightParts } from './spec-process.js';
import { stepTypeOf } from './step-type.js';

/** Until the first test begins, between tests, and after the last: the program must give a sign of life so often. */
const QUIET_MS = 60_000;
/** A test that outlives its own time limit by so much does not answer any more: an endless loop cannot be interrupted from within. */
const OVERTIME_MS = 5000;
/** One action, whatever its tests say about their limits. */
const LONGEST_MS = 15 * 60_000;
const LARGEST_FILE = 20 * 1024 * 1024;
const SAID = 2000;

const text = z.string().max(10_000);
/** What comes from the other side may have been sent by the spec itself. */
const Report: z.ZodType<SpecReport> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('begin'), tests: z.number() }),
  z.object({ type: z.literal('error'), message: text }),
  z.object({ type: z.literal('test'), test: text, title: text, at: z.number(), timeoutMs: z.number() }),
  z.object({ type: z.literal('step'), test: text, category: text, title: text, startedAt: z.number(), elapsedMs: z.number(), success: z.boolean() }),
  z.object({ type: z.literal('tested'), test: text, at: z.number(), startedAt: z.number(), elapsedMs: z.number(), status: text, ok: z.boolean(), message: text, files: z.array(z.object({ name: text, path: text })).max(50) }),
  z.object({ type: z.literal('end'), status: text }),
]);

type Tested = Extract<SpecReport, { type: 'tested' }>;
interface Told { readonly titles: Map<string, string>; readonly tested: Tested[]; readonly errors: string[]; status: string; said: string; stopped: string }

/** Where a run of Playwright plays, and who hears of it. */
export interface SpecPlace {
  readonly plan: HostPlan;
  readonly wsEndpoint: string;
  readonly proxy: string;
  /** Why hosts were refused in the action under way; Chromium's own attempts are among them. */
  readonly refusals: ReadonlyMap<string, string>;
  tell(report: HostReport): void;
}

/** The refusals that concern what the action asked for itself. */
export function refusalsOf({ refusals }: SpecPlace, requests: readonly BrowserRequest[], message: string): string[] {
  const asked = new Set(requests.map(({ entry }) => (URL.canParse(entry.request.url) ? new URL(entry.request.url).hostname : '')));
  return [...refusals].filter(([name]) => asked.has(name) || message.includes(name)).map(([, sentence]) => sentence).slice(0, 20);
}

/** One action played once by Playwright's own command line, in a process tree of its own. */
export class SpecRun {
  private child: ChildProcess | undefined;
  private readonly told: Told = { titles: new Map(), tested: [], errors: [], status: '', said: '', stopped: '' };
  private watch: NodeJS.Timeout | undefined;

  constructor(private readonly place: SpecPlace, private readonly number: number, private readonly actionId: string, private readonly task: SpecTask) {}

  async play(): Promise<PlayedAction> {
    const outputFolder = join(this.place.plan.folder, 'out', String(this.number));
    mkdirSync(outputFolder, { recursive: true });
    const startedAt = Date.now();
    const longest = setTimeout(() => { this.stop(`The action was ended: it takes longer than ${LONGEST_MS / 60_000} minutes.`); }, LONGEST_MS);
    const code = await this.run(outputFolder);
    clearTimeout(longest);
    clearTimeout(this.watch);
    const played = this.outcome(outputFolder, Date.now() - startedAt, code);
    rmSync(outputFolder, { recursive: true, force: true });
    return played;
  }

  /** Ends it; `why` becomes the message of the action. */
  stop(why: string): void {
    if (this.told.stopped === '') this.told.stopped = why;
    killGroup(this.child?.pid);
  }

  private run(outputFolder: string): Promise<number | null> {
    const { plan, wsEndpoint, proxy } = this.place;
    const { cli, guard } = playwrightParts(plan.folder);
    const spec: SpecPlan = { folder: plan.folder, file: this.task.file, outputFolder, wsEndpoint, proxy, profile: plan.profile, evidence: this.task.evidence };
    const config = join(plan.folder, 'run', 'playwright.config.mjs');
    writeFileSync(config, `import { specConfig } from ${JSON.stringify(new URL('./spec-config.js', import.meta.url).href)};\nexport default await specConfig(${JSON.stringify(spec)});\n`);
    const child = fork(cli, ['test', '--config', config, '--tsconfig', join(plan.folder, 'run', 'tsconfig.json')], {
      cwd: join(plan.folder, 'spec'), serialization: 'json', detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: plan.environment, execArgv: lockedArguments(plan.folder, guard(plan.allowedHosts), ['--allow-child-process', '--allow-worker']),
    });
    this.child = child;
    this.sign(QUIET_MS);
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (said: string) => { this.told.said = (this.told.said + said).slice(-SAID); });
    child.on('message', (message) => {
      const parsed = Report.safeParse(message);
      if (parsed.success) this.hear(parsed.data);
    });
    return new Promise((resolve) => {
      child.on('error', (error) => { this.told.errors.push(`Playwright cannot be started: ${error.message}`); resolve(null); });
      child.on('close', (code) => { resolve(code); });
    });
  }

  private hear(report: SpecReport): void {
    switch (report.type) {
      case 'begin': this.sign(QUIET_MS); return;
      case 'error': if (this.told.errors.length < 20) this.told.errors.push(this.shown(report.message)); return;
      case 'test': this.told.titles.set(report.test, report.title); this.sign(report.timeoutMs === 0 ? LONGEST_MS : report.timeoutMs + OVERTIME_MS); return;
      case 'step': this.step(report); return;
      case 'tested': if (this.told.tested.length < 1000) this.told.tested.push(report); this.sign(QUIET_MS); return;
      case 'end': this.told.status = report.status;
    }
  }

  /** The program is to give its next sign of life within so many ms. */
  private sign(ms: number): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => { this.stop(`The action was ended: it did not answer any more. A loop without an await in it blocks a test beyond its time limit.`); }, ms);
  }

  private step({ category, title, startedAt, elapsedMs, success }: Extract<SpecReport, { type: 'step' }>): void {
    const type = stepTypeOf(category, title);
    if (type === undefined) return;
    const code = success ? '200' : '500';
    this.tellStep({ label: plainText(title).slice(0, 500), type, endedAt: startedAt + elapsedMs, elapsedMs, success, code, bytes: 0, latencyMs: 0 });
  }

  private tellStep(step: PlayedStep): void {
    this.place.tell({ type: 'step', number: this.number, step });
  }

  private outcome(outputFolder: string, wallMs: number, code: number | null): PlayedAction {
    const { tested, errors, titles, stopped, status, said } = this.told;
    const failed = tested.find(({ ok }) => !ok);
    const success = stopped === '' && errors.length === 0 && failed === undefined && tested.length > 0 && status === 'passed';
    const requests = this.evidence(outputFolder, success);
    for (const step of networkSteps(requests)) this.tellStep(step);
    const elapsedMs = tested.length === 0 || stopped !== '' ? wallMs : Math.max(...tested.map(({ startedAt, elapsedMs: ms }) => startedAt + ms)) - Math.min(...tested.map(({ startedAt }) => startedAt));
    const message = stopped !== '' ? stopped : failed !== undefined ? this.shown(failed.message === '' ? `The test ended as ${failed.status}.` : failed.message) : errors.find((error) => !/No tests found/.test(error)) ?? (tested.length === 0 ? `There is no test in this file, so there is nothing to play. ${this.shown(said).replace(/Error: No tests found/, '')}`.trim() : `Playwright ended as ${status === '' ? `code ${code ?? '?'}` : status}. ${this.shown(said)}`.trim());
    const ended = { passed: 0, skipped: 0 };
    for (const { status: how } of tested) if (how === 'passed' || how === 'skipped') ended[how]++;
    const exchange = tellingExchange(failed === undefined ? requests : during(failed, requests), success);
    return {
      success, message: success ? '' : message, failedTest: failed === undefined ? '' : titles.get(failed.test) ?? '', code: success ? '200' : failed === undefined ? '-1' : '500',
      summary: `${ended.passed} test(s) passed${ended.skipped > 0 ? `, ${ended.skipped} skipped` : ''}`, elapsedMs, ignored: false, refusals: refusalsOf(this.place, requests, success ? '' : message), variables: {}, ...(exchange === undefined ? {} : { exchange }),
    };
  }

  /** A message without colours and without the place of this machine that the files happen to lie in. */
  private shown(message: string): string {
    return plainText(message).replaceAll(`${join(this.place.plan.folder, 'spec')}/`, '');
  }

  /** Hands over traces, screenshots and HAR files; the requests of the latter. */
  private evidence(outputFolder: string, success: boolean): BrowserRequest[] {
    const named = new Map<string, number>();
    const give = (test: string, ending: string, bytes: Uint8Array | undefined): void => {
      if (bytes === undefined) return;
      const stem = evidenceName({ actionId: this.actionId, test, title: this.told.titles.get(test) ?? '', run: this.task.run });
      const times = (named.get(stem + ending) ?? 0) + 1;
      named.set(stem + ending, times);
      this.place.tell({ type: 'file', number: this.number, name: `${stem}${times === 1 ? '' : `-${times}`}${ending}`, bytes });
    };
    for (const { test, files } of this.told.tested) {
      for (const { name, path } of files) if (name === 'trace' || name === 'screenshot') give(test, name === 'trace' ? '.trace.zip' : '.png', bytesOf(outputFolder, path, LARGEST_FILE));
    }
    const found: BrowserRequest[] = [];
    for (const name of harFiles(outputFolder)) {
      const bytes = bytesOf(outputFolder, join(outputFolder, name), LARGEST_FILE);
      const requests = bytes === undefined ? [] : requestsOf(bytes);
      found.push(...requests);
      const [first] = requests;
      const test = this.told.tested.find((candidate) => first !== undefined && during(candidate, [first]).length > 0) ?? this.told.tested[0];
      if (test !== undefined && requests.length > 0 && (this.task.evidence.har === 'on' || !success)) give(test.test, '.har', bytes);
    }
    return found.sort((a, b) => a.startedAt - b.startedAt);
  }
}

const during = ({ startedAt, elapsedMs }: Tested, requests: readonly BrowserRequest[]): BrowserRequest[] => requests.filter((it) => it.startedAt >= startedAt && it.startedAt <= startedAt + elapsedMs);

function harFiles(folder: string): string[] {
  const number = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? 0);
  try {
    return readdirSync(folder).filter((name) => /^context-\d+\.har$/.test(name)).sort((a, b) => number(a) - number(b)).slice(0, 200);
  } catch {
    return [];
  }
}
