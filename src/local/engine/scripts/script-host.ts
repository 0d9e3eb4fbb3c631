import { constants, createContext, Script, type Context } from 'node:vm';
import { lockWorld, makeBindings, makeResult, makeSampler, makeStore, openWorld } from './guest.js';
import type { ScriptOrder, ScriptReply } from './script-protocol.js';

/**
 * The process scripts run in: no environment, no files, no child processes (node's permission model), no code from strings, little
 * memory. Each run gets a realm of its own that is thrown away behind it. Only texts go in and come out.
 */
const MAKERS = Object.entries({ lock: lockWorld, bindings: makeBindings, store: makeStore, result: makeResult, sampler: makeSampler }).map(([name, maker]) => `${name}: ${maker.toString()}`);
const OPEN = new Script(`(${openWorld.toString()})(globalThis, { ${MAKERS.join(', ')} })`, { filename: 'world' });
const FINISH = new Script('__finish(false)', { filename: 'world' });
const FINISH_FAILED = new Script('__finish(true)', { filename: 'world' });
/** Longest outcome handed back, in characters. */
const LONGEST = 8_000_000;

/** A deadline may strike so much before its time. */
const EARLY_MS = 5;

const texts = new Map<number, string>();
const compiled = new Map<number, Script>();

for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'navigator', 'BroadcastChannel', 'MessageChannel']) Reflect.deleteProperty(globalThis, name);

process.on('message', (order: ScriptOrder) => {
  if (order.forget) { texts.clear(); compiled.clear(); }
  if (order.code !== undefined) texts.set(order.script, order.code);
  const startedAt = performance.now();
  const { problem, outcome } = run(order);
  const reply: ScriptReply = { number: order.number, problem, outcome, elapsedMs: performance.now() - startedAt };
  process.send?.(reply);
});
process.on('disconnect', () => { process.exit(0); });

interface Ran { readonly problem: string; readonly outcome: string }

function run(order: ScriptOrder): Ran {
  const startedAt = performance.now();
  try {
    const script = scriptOf(order.script);
    // A plain global object, not one that forwards to an object of this realm.
    const world = createContext(constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false }, microtaskMode: 'afterEvaluate' });
    world['__task'] = order.task;
    OPEN.runInContext(world, { timeout: order.limitMs });
    const course = played(script, world, order.limitMs);
    return course === 'STOPPED' ? { problem: stopped(order.limitMs), outcome: '' } : finished(world, course === 'THREW', order.limitMs);
  } catch (error) {
    // What was thrown by the script's realm, a deadline among it, is not looked at: it may be anything.
    if (error instanceof Error) return { problem: error.name === 'Error' ? error.message : `${error.name}: ${error.message}`, outcome: '' };
    return { problem: performance.now() - startedAt >= order.limitMs - EARLY_MS ? stopped(order.limitMs) : 'it ended in an unknown way', outcome: '' };
  }
}

const stopped = (limitMs: number): string => `it was stopped: it takes more than ${limitMs} ms`;

/** Runs a script to its end, whatever that is. What it threw is not looked at here. */
function played(script: Script, world: Context, limitMs: number): 'ENDED' | 'THREW' | 'STOPPED' {
  const startedAt = performance.now();
  try {
    world['__returned'] = script.runInContext(world, { timeout: limitMs, displayErrors: false }) as unknown;
    return 'ENDED';
  } catch (error) {
    // The deadline is an error of the script's realm, too.
    if (performance.now() - startedAt >= limitMs - EARLY_MS) return 'STOPPED';
    if (error instanceof Error) throw error;
    world['__thrown'] = error;
    return 'THREW';
  }
}

function finished(world: Context, failed: boolean, limitMs: number): Ran {
  const outcome = (failed ? FINISH_FAILED : FINISH).runInContext(world, { timeout: limitMs }) as unknown;
  if (typeof outcome !== 'string') return { problem: 'it spoiled its own world', outcome: '' };
  return outcome.length > LONGEST ? { problem: `it leaves more than ${LONGEST} characters behind`, outcome: '' } : { problem: '', outcome };
}

function scriptOf(number: number): Script {
  const known = compiled.get(number);
  if (known !== undefined) return known;
  const text = texts.get(number) ?? '';
  // The promise of a dynamic import is the only thing that would hand an object of this realm to a script; the word cannot be written in another way.
  if (/\bimport\b/.test(text)) throw new Error('the word "import" is not allowed in a script: there is nothing to import');
  const made = new Script(text, { filename: 'script' });
  compiled.set(number, made);
  return made;
}
