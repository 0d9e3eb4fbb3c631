import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ScriptOrder, ScriptOutcome, ScriptReply, ScriptTask } from './script-protocol.js';

/** How long one run of a script may take. */
const LIMIT_MS = 1000;
/** A process that does not answer so long behind the limit (a builtin that cannot be interrupted) is killed. */
const GRACE_MS = 1000;
const MEMORY_MB = 64;
/** Texts the process keeps: variables in a script's text make it another one each time. */
const MOST_TEXTS = 200;

const HOST = fileURLToPath(new URL('./script-host.js', import.meta.url));
const FOLDER = fileURLToPath(new URL('.', import.meta.url));

const Change = z.object({ success: z.boolean().optional(), code: z.string().optional(), message: z.string().optional(), data: z.string().optional(), ignored: z.boolean().optional() });
const Changes = z.record(z.string(), z.string().nullable());
/** What comes from the other side may have been made by the script itself. */
const Outcome = z.object({
  problem: z.string(), variables: Changes, properties: Changes, objects: Changes, own: Change, previous: Change,
  log: z.array(z.tuple([z.enum(['info', 'warn', 'error']), z.string()])), course: z.enum(['', 'NEXT', 'STOP_THREAD', 'STOP_TEST', 'STOP_TEST_NOW']),
});

/** How the script process is started: it may read its own files and nothing else, and start nothing. */
export function sandboxArguments(): string[] {
  // Node 20 and 22 know the permission model under its first name.
  const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  return [permission, `--allow-fs-read=${FOLDER}*`, '--disallow-code-generation-from-strings', `--max-old-space-size=${MEMORY_MB}`, '--no-warnings', '--no-addons'];
}

interface Job { readonly code: string; readonly task: ScriptTask; readonly done: (outcome: ScriptOutcome) => void }

/**
 * Runs the scripts of one run, one at a time, in a process of its own that may do nothing but compute (see script-host.ts). A script
 * that takes too long or too much memory costs that process, which is replaced; the run goes on.
 */
export class ScriptBox {
  private readonly waiting: Job[] = [];
  private readonly numbers = new Map<string, number>();
  private current: { readonly job: Job; readonly number: number; readonly watch: NodeJS.Timeout } | undefined;
  private child: ChildProcess | undefined;
  /** Scripts whose text the process has already. */
  private known = new Set<number>();
  private orders = 0;
  private closed = false;

  /** `warn` hears of processes that had to be replaced. */
  constructor(private readonly warn: (text: string) => void, private readonly limitMs: number = LIMIT_MS) {}

  /** Runs a script; never rejects: what goes wrong is in the outcome. */
  run(code: string, task: ScriptTask): Promise<ScriptOutcome> {
    return new Promise((done) => {
      this.waiting.push({ code, task, done });
      this.next();
    });
  }

  close(): void {
    this.closed = true;
    this.child?.kill('SIGKILL');
    this.child = undefined;
    for (const { done } of this.waiting.splice(0)) done(failed('the run is over'));
    this.settle(failed('the run is over'));
  }

  private next(): void {
    if (this.current !== undefined) return;
    const job = this.waiting.shift();
    if (job === undefined) return;
    if (this.closed) { job.done(failed('the run is over')); return; }
    const child = this.child ?? this.start();
    const number = ++this.orders;
    const forget = this.numbers.size >= MOST_TEXTS && !this.numbers.has(job.code);
    if (forget) { this.numbers.clear(); this.known.clear(); }
    const script = this.numberOf(job.code);
    const watch = setTimeout(() => { child.kill('SIGKILL'); }, this.limitMs + GRACE_MS + (this.known.size === 0 ? 5000 : 0));
    this.current = { job, number, watch };
    const order: ScriptOrder = { number, forget, script, task: JSON.stringify(job.task), limitMs: this.limitMs, ...(this.known.has(script) ? {} : { code: job.code }) };
    this.known.add(script);
    child.send(order, () => undefined);
  }

  private start(): ChildProcess {
    const child = fork(HOST, [], {
      env: {}, serialization: 'json', stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: sandboxArguments(),
    });
    this.child = child;
    this.known = new Set();
    child.on('message', (reply: ScriptReply) => { if (reply.number === this.current?.number) this.settle(read(reply)); });
    child.on('error', (error) => { this.gone(child, `the script process cannot be started: ${error.message}`); });
    // A process that fails by itself ends with 1; one that was stopped, for time or memory, by a signal.
    child.on('exit', (code) => { this.gone(child, code === 1 ? 'the script process failed' : `it was stopped: it takes more than ${this.limitMs} ms or ${MEMORY_MB} MB`); });
    return child;
  }

  private gone(child: ChildProcess, problem: string): void {
    if (this.child !== child) return;
    this.child = undefined;
    if (this.current === undefined) return;
    this.warn(`The process that runs the scripts was replaced: ${problem}.`);
    this.settle(failed(problem));
  }

  private settle(outcome: ScriptOutcome): void {
    const { current } = this;
    if (current === undefined) return;
    clearTimeout(current.watch);
    this.current = undefined;
    current.job.done(outcome);
    this.next();
  }

  private numberOf(code: string): number {
    const known = this.numbers.get(code) ?? this.numbers.size + 1;
    this.numbers.set(code, known);
    return known;
  }
}

const NOTHING: ScriptOutcome = { problem: '', variables: {}, properties: {}, objects: {}, log: [], own: {}, previous: {}, course: '', elapsedMs: 0 };
const failed = (problem: string): ScriptOutcome => ({ ...NOTHING, problem });

function read({ problem, outcome, elapsedMs }: ScriptReply): ScriptOutcome {
  if (problem !== '') return { ...failed(problem), elapsedMs };
  try {
    const parsed = Outcome.parse(JSON.parse(outcome));
    return { ...parsed, own: given(parsed.own), previous: given(parsed.previous), elapsedMs };
  } catch {
    return { ...failed('it spoiled its own world'), elapsedMs };
  }
}

/** Without the keys that hold nothing. */
function given(change: z.infer<typeof Change>): ScriptOutcome['own'] {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
