import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { FuzzTarget } from './fuzz-target.js';
import { ALL_TARGETS } from './targets/all-targets.js';

/**
 * `npm run fuzz`: every target in turn, each in a process of its own. `--inputs` (10,000 each), `--seed`, `--target` (part of a name), `--path` (with a
 * seed: one input again, made smaller), `--write` (puts the table into docs/fuzzing.md). Ends with 1 where a target failed or hung.
 */
const HUNG_MS = 20_000;
const { values } = parseArgs({ options: { inputs: { type: 'string', default: '10000' }, seed: { type: 'string', default: '20260105' }, target: { type: 'string', default: '' }, path: { type: 'string', default: '' }, write: { type: 'boolean', default: false } } });
const root = fileURLToPath(new URL('../..', import.meta.url));

interface Fault { readonly seed: number; readonly path: string | null; readonly error: string; readonly input: string }
interface Figures { readonly inputs: number; readonly accepted: number; readonly refused: number; readonly slowestMs: number; readonly startMegabytes: number; readonly peakMegabytes: number; readonly fault?: Fault }

/** Runs a target to its end, or until it says nothing for too long. */
async function figuresOf({ name }: FuzzTarget): Promise<Figures> {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./fuzz-one.ts', import.meta.url)), name, values.inputs, values.seed, values.path], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let at = -1;
  let figures: Figures | undefined;
  const hang = (): void => { child.kill('SIGKILL'); };
  let watch = setTimeout(hang, HUNG_MS * 3);
  for await (const line of createInterface(child.stdout)) {
    clearTimeout(watch);
    watch = setTimeout(hang, HUNG_MS);
    if (line.startsWith('input ')) at = Number(line.slice(6));
    if (line.startsWith('done ')) figures = JSON.parse(line.slice(5)) as Figures;
  }
  clearTimeout(watch);
  return figures ?? { inputs: at + 1, accepted: NaN, refused: NaN, slowestMs: NaN, startMegabytes: NaN, peakMegabytes: NaN, fault: { seed: Number(values.seed), path: String(at), error: `the process ended or said nothing for ${HUNG_MS / 1000} s (${String(child.signalCode ?? child.exitCode)})`, input: `number ${at}` } };
}

const number = (value: number): string => (Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : '–');
const rows: { target: FuzzTarget; figures: Figures }[] = [];
for (const target of ALL_TARGETS.filter(({ name }) => name.toLowerCase().includes(values.target.toLowerCase()))) {
  const figures = await figuresOf(target);
  rows.push({ target, figures });
  const { fault } = figures;
  console.log(`${target.name.padEnd(26)} ${number(figures.inputs).padStart(8)} inputs  ${number(figures.refused).padStart(8)} refused  ${number(figures.accepted).padStart(8)} accepted  slowest ${number(figures.slowestMs).padStart(6)} ms  peak ${number(figures.peakMegabytes).padStart(5)} MB${fault === undefined ? '' : '  FAILED'}`);
  if (fault !== undefined) console.log(`  ${fault.error}\n  input: ${fault.input}\n  again: npm run fuzz -- --target '${target.name}' --seed ${fault.seed} --path '${fault.path ?? ''}'`);
}
if (rows.length === 0) throw new Error(`No target is called like "${values.target}". Known: ${ALL_TARGETS.map(({ name }) => name).join(', ')}.`);
const failed = rows.filter(({ figures }) => figures.fault !== undefined);
console.log(`${rows.length} targets, ${number(rows.reduce((sum, { figures }) => sum + figures.inputs, 0))} inputs, ${failed.length} failed`);

if (values.write && failed.length === 0) {
  const table = [
    `Node ${process.version}, ${new Date().toISOString().slice(0, 10)}, seed ${values.seed}. Times are of this machine and include the checks of the test.`, '',
    '| Target | What it is given | Inputs | Refused cleanly | Accepted | Slowest ms | RSS before, MB | Peak RSS, MB |', '|---|---|---|---|---|---|---|---|',
    ...rows.map(({ target, figures }) => `| ${target.name} | ${target.inputs} | ${number(figures.inputs)} | ${number(figures.refused)} | ${number(figures.accepted)} | ${number(figures.slowestMs)} | ${number(figures.startMegabytes)} | ${number(figures.peakMegabytes)} |`),
  ].join('\n');
  const page = readFileSync(`${root}docs/fuzzing.md`, 'utf8');
  const [open, close] = ['<!-- figures -->', '<!-- /figures -->'];
  writeFileSync(`${root}docs/fuzzing.md`, `${page.slice(0, page.indexOf(open) + open.length)}\n${table}\n${page.slice(page.indexOf(close))}`);
}
process.exitCode = failed.length > 0 ? 1 : 0;
