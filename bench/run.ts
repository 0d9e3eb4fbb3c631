import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { benchMcp } from './mcp/run.js';
import { benchStart } from './start.js';

/** `npm run bench`: every figure of docs/performance.md, measured now. With `--write` they are put there. */
const root = fileURLToPath(new URL('..', import.meta.url));
const tsx = createRequire(import.meta.url).resolve('tsx/cli');
const shown = (value: number, digits = 0): string => (Number.isFinite(value) ? value.toFixed(digits) : 'not measured');

process.chdir(root);
const rows = await benchMcp();
const start = await benchStart().finally(() => { rmSync('bench-data', { recursive: true, force: true }); });
/** Runs a benchmark in a process of its own; its last line is JSON. */
function figuresOf(...command: string[]): Record<string, unknown> {
  const output = execFileSync(process.execPath, [tsx, ...command], { encoding: 'utf8', cwd: root });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>;
}
const engine = { ...figuresOf('bench/engine/throughput.ts', '8', '50'), ...figuresOf('bench/engine/accuracy.ts', '10') };

const design = { patch: figuresOf('bench/patch.ts'), imports: figuresOf('bench/imports.ts') };

const files = figuresOf('bench/file-lines.ts');

const of = (server: string, method: string, connections: number): number => rows.find((row) => row.server === server && row.method === method && row.connections === connections)?.requestsPerSecond ?? NaN;
const ratio = [1, 16, 50].map((connections) => shown(of('bridge with JWT', 'tools/call', connections) / of('raw SDK', 'tools/call', connections), 2)).join(' / ');
const lines = [
  `Node ${process.version}, ${new Date().toISOString().slice(0, 10)}. All on one shared machine of two cores, load generator included: compare the columns of one run, not single figures between runs.`, '',
  '| Server | Request | Connections | Requests/s | p50 ms | p99 ms |', '|---|---|---|---|---|---|',
  ...rows.map((row) => `| ${row.server} | ${row.method} | ${row.connections} | ${row.requestsPerSecond} | ${row.p50} | ${row.p99} |`), '',
  `tools/call of the bridge, a JWT on every call, against the raw SDK without one: ${ratio} (1 / 16 / 50 connections).`, '',
  '| Bridge and backend in one process | |', '|---|---|',
  `| First start, empty data folder, to ready | ${shown(start.firstStartMs)} ms |`, `| Start, to ready | ${shown(start.startMs)} ms |`, `| Memory at rest (RSS) | ${shown(start.restMegabytes)} MB |`,
  `| \`GET /workspaces/member-of\` straight to the backend | p50 ${shown(start.direct.p50, 2)} ms, p99 ${shown(start.direct.p99, 2)} ms |`,
  `| \`list_workspaces\` through the bridge | p50 ${shown(start.through.p50, 2)} ms, p99 ${shown(start.through.p99, 2)} ms |`, '',
  '| Design side | |', '|---|---|', ...Object.entries(design).map(([name, value]) => `| ${name} | \`${JSON.stringify(value)}\` |`), '',
  '| Lines of a log of 1 GiB | |', '|---|---|', ...Object.entries(files).map(([name, value]) => `| ${name} | ${JSON.stringify(value)} |`), '',
  '| Load engine, one core | |', '|---|---|', ...Object.entries(engine).filter(([name]) => name !== 'bench').map(([name, value]) => `| ${name} | ${JSON.stringify(value)} |`),
];
console.log(lines.join('\n'));
if (process.argv.includes('--write')) {
  const page = readFileSync('docs/performance.md', 'utf8');
  const [open, close] = ['<!-- figures -->', '<!-- /figures -->'];
  writeFileSync('docs/performance.md', `${page.slice(0, page.indexOf(open) + open.length)}\n${lines.join('\n')}\n${page.slice(page.indexOf(close))}`);
}
