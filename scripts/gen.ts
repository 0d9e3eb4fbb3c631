import { globSync } from 'glob';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundles, LOCAL_ORIGIN } from './gen/bundles.js';
import { budget, catalogue, furtherTools, toolsPage } from './gen/catalogue.js';
import { chartValues } from './gen/chart-values.js';
import { configurationPage } from './gen/configuration.js';
import { toolsOfEndpointsFile } from './gen/endpoint-tools.js';
import { importsPage } from './gen/imports.js';
import { insightsTable } from './gen/insights.js';
import { undoPage } from './gen/undo.js';
import { ROOMS } from './rooms.js';

/**
 * Writes what can be generated: docs/tools.md, docs/undo.md, docs/configuration.md, docs/imports.md, the rooms table of ARCHITECTURE.md,
 * the insights of docs/widgets.md, the values of docs/kubernetes.md, the bundles of the folder clients, and one snapshot per tool
 * with the token budget under test/catalog. With `--check` nothing is written; a difference is an error.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');
const stale: string[] = [];

function put(path: string, content: string): void {
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === content) return;
  stale.push(path);
  if (check) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** The same text with what stands between the two markers replaced. */
function between(path: string, marker: string, content: string): string {
  const text = readFileSync(join(root, path), 'utf8');
  const [open, close] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`${path} lacks the markers ${open} … ${close}`);
  return `${text.slice(0, start + open.length)}\n${content}\n${text.slice(end)}`;
}

/** The folder clients holds what is generated and nothing else. */
function putBundles(): void {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const files = bundles({ origin: LOCAL_ORIGIN, version });
  for (const [path, text] of files) put(`clients/${path}`, text);
  for (const path of globSync('**', { cwd: join(root, 'clients'), dot: true, nodir: true, posix: true }).filter((name) => !files.has(name))) {
    stale.push(`clients/${path}`);
    if (!check) rmSync(join(root, 'clients', path));
  }
}

function roomsTable(): string {
  return ['| Room | May look into |', '|---|---|', ...Object.entries(ROOMS).map(([room, visible]) => `| \`${room}\` | ${visible.length === 0 ? '–' : visible.map((name) => `\`${name}\``).join(', ')} |`)].join('\n');
}

const tools = await catalogue();
for (const tool of tools) put(`test/catalog/${tool.name}.json`, `${JSON.stringify({ area: tool.area, effect: tool.effect, ...tool.wire }, null, 2)}\n`);
for (const file of readdirSync(join(root, 'test/catalog')).filter((name) => name.endsWith('.json') && name !== 'budget.json')) {
  if (tools.some((tool) => `${tool.name}.json` === file)) continue;
  stale.push(`test/catalog/${file}`);
  if (!check) rmSync(join(root, 'test/catalog', file));
}
put('test/catalog/budget.json', `${JSON.stringify(budget(tools), null, 2)}\n`);
put('src/doctor/tools-of-endpoints.ts', toolsOfEndpointsFile(root));
put('docs/tools.md', toolsPage(tools, await furtherTools()));
put('docs/undo.md', undoPage(tools));
put('docs/configuration.md', configurationPage(join(root, 'config/application.yml')));
put('docs/imports.md', await importsPage(join(root, 'test/fixtures')));
put('docs/widgets.md', between('docs/widgets.md', 'insights', insightsTable()));
put('docs/kubernetes.md', between('docs/kubernetes.md', 'values', chartValues(join(root, 'docker/helm/octoperf-mcp'))));
putBundles();
if (existsSync(join(root, 'ARCHITECTURE.md'))) put('ARCHITECTURE.md', between('ARCHITECTURE.md', 'rooms', roomsTable()));

for (const path of stale) console.log(`${check ? 'out of date' : 'written'}: ${path}`);
if (check && stale.length > 0) console.error('Run npm run gen and commit what it writes.');
process.exitCode = check && stale.length > 0 ? 1 : 0;
