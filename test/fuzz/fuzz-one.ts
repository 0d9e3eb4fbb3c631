import fc from 'fast-check';
import { writeSync } from 'node:fs';
import { ALL_TARGETS } from './targets/all-targets.js';

/**
 * One target in a process of its own: `tsx test/fuzz/fuzz-one.ts <name> <inputs> <seed> [<path>]`. Writes the number of each input before it is
 * read, so that whoever started it can tell which one hangs, and at the end one line of JSON.
 */
const LIMIT_MS = 1_000;
const [name = '', inputs = '0', seed = '0', path = ''] = process.argv.slice(2);
const target = ALL_TARGETS.find((one) => one.name === name);
if (target === undefined) throw new Error(`There is no target "${name}". Known: ${ALL_TARGETS.map((one) => one.name).join(', ')}.`);

const megabytes = (): number => Math.round(process.resourceUsage().maxRSS / 1024);
const startMegabytes = megabytes();
const seen = { accepted: 0, refused: 0, slowestMs: 0 };
/** Runs it and returns how long it took, by the clock or by the processor, whichever is less: others may use the machine. What goes wrong goes through. */
async function timed(input: unknown): Promise<{ ms: number; accepted: boolean }> {
  const [begin, used] = [performance.now(), process.cpuUsage()];
  const accepted = await target?.run(input) ?? false;
  const { user, system } = process.cpuUsage(used);
  return { ms: Math.min(performance.now() - begin, (user + system) / 1000), accepted };
}

/** Tells which input comes next; a reader that is behind misses some. */
function announce(next: number): void {
  try {
    writeSync(1, `input ${next}\n`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
}

let number = 0;
const property = fc.asyncProperty(target.any, async (input) => {
  announce(number);
  number += 1;
  let { ms, accepted } = await timed(input);
  // A collection of garbage may have fallen into it: an input is slow when it is slow twice.
  if (ms > LIMIT_MS) { const again = await timed(input); ms = Math.min(ms, again.ms); accepted = again.accepted; }
  seen.slowestMs = Math.max(seen.slowestMs, ms);
  seen[accepted ? 'accepted' : 'refused'] += 1;
  if (ms > LIMIT_MS) throw new Error(`took ${Math.round(ms)} ms`);
});
// A path replays one input of a seed and makes it as small as it can be; a search ends at the first fault.
const outcome = await fc.check(property, { seed: Number(seed), numRuns: Number(inputs), endOnFailure: path === '', ...(path === '' ? {} : { path }) });
const fault = outcome.failed ? { seed: outcome.seed, path: outcome.counterexamplePath, error: String(outcome.errorInstance instanceof Error ? (outcome.errorInstance.stack ?? outcome.errorInstance.message) : outcome.errorInstance).slice(0, 1_500), input: fc.stringify(outcome.counterexample).slice(0, 1_500) } : undefined;
console.log(`done ${JSON.stringify({ ...seen, inputs: number, startMegabytes, peakMegabytes: megabytes(), fault })}`);
