import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ActionNode } from '../../src/contract/actions.js';
import { explanationOf } from './import-differences.js';
import { ownKinds } from './own-kinds.js';

const load = <T>(path: string): Promise<T> => import(new URL(`../../dist/${path}`, import.meta.url).href) as Promise<T>;
const CONTAINER = /ContainerAction$/;
const ASSERTION = /Assertion$/;
const EXTRACTOR = /VariableExtractor$/;
const COLUMNS = ['requests', 'containers', 'extractors', 'assertions', 'variables'] as const;
export type Column = (typeof COLUMNS)[number];
export type Counts = Partial<Record<Column, number>>;
export interface Note { readonly level: 'kept' | 'changed' | 'dropped'; readonly type: string; readonly reason: string }

/** What came of one file. */
type Outcome = { readonly refused: string } | { readonly found: Counts; readonly notes: readonly Note[]; readonly more?: string };
/** A file with what is true about it, and what the importer makes of it. */
export interface Row { readonly file: string; readonly expected: Counts; readonly outcome: Outcome; readonly facts: Facts }

const Numbers = z.record(z.string(), z.number());
const Facts = z.looseObject({
  entries: z.number().optional(), entries_per_page: Numbers.optional(), requests: z.number().optional(), v1_requests: z.number().optional(), folders: z.number().optional(), collection_variables: z.array(z.string()).optional(),
  http_requests: z.looseObject({ total: z.number() }).optional(), controllers: Numbers.optional(), extractor_count: z.number().optional(), assertion_count: z.number().optional(), assertions: Numbers.optional(),
  user_variables: z.array(z.string()).optional(), csv_data_sets: z.array(z.unknown()).optional(), by_kind: z.looseObject({ config: Numbers.optional() }).optional(), expected_http_lines: z.number().optional(), tests: z.number().optional(),
  thread_group_count: z.number().optional(), expect: z.string().optional(), parse: z.string().optional(), xml: z.string().optional(),
});
export type Facts = z.infer<typeof Facts>;
const FactsFile = z.object({ files: z.array(z.looseObject({ file: z.string(), facts: Facts.optional().default({}) })) });

function* walk(nodes: readonly ActionNode[]): Generator<ActionNode> {
  for (const node of nodes) {
    yield node;
    if (node.children !== undefined) yield* walk(node.children);
  }
}

/** Nodes by their own types. */
function countsOf(children: readonly ActionNode[], variables: number): Counts {
  const types = [...walk(children)].map((node) => node['@type']);
  const count = (pattern: RegExp): number => types.filter((type) => pattern.test(type)).length;
  return { requests: count(/^HttpRequestAction$/), containers: count(CONTAINER), extractors: count(EXTRACTOR), assertions: count(ASSERTION), variables };
}

const Original = z.looseObject({ tag: z.string(), plan: z.number().optional(), wrap: z.looseObject({ xml: z.array(z.unknown()) }).optional() });

/** Classes of the JMeter elements that nodes were made from: an element that became a generic action is there, too. */
function classesOf(trees: readonly (readonly ActionNode[])[]): string[] {
  const shared = new Set<number>();
  return trees.flatMap((children) => {
    const here = new Set<number>();
    const classes = [...walk(children)].flatMap((node) => {
      const original = Original.safeParse(node['jmx']).data;
      if (original === undefined || original.tag === 'SwitchCase' || original.tag === 'SameElement') return [];
      if (original.plan !== undefined && shared.has(original.plan)) return [];
      if (original.plan !== undefined) here.add(original.plan);
      return [original.tag, ...(original.wrap === undefined ? [] : [String(original.wrap.xml[0])])].map((tag) => tag.slice(tag.lastIndexOf('.') + 1));
    });
    for (const at of here) shared.add(at);
    return classes;
  });
}

/** How each kind of file is counted: what the facts say, and what an importer of the compiled server makes. */
interface Kind { readonly title: string; readonly about: string; expected(facts: Facts): Counts; run(bytes: Buffer, file: string, facts: Facts): Promise<Outcome> | Outcome }

async function kinds(): Promise<Readonly<Record<string, Kind>>> {
  const { importHar } = await load<typeof import('../../src/local/importers/import-har.js')>('local/importers/import-har.js');
  const { importPostman } = await load<typeof import('../../src/local/importers/import-postman.js')>('local/importers/import-postman.js');
  const { importPlaywright } = await load<typeof import('../../src/local/importers/import-playwright.js')>('local/importers/import-playwright.js');
  const { importUrls } = await load<typeof import('../../src/local/importers/import-urls.js')>('local/importers/import-urls.js');
  const { importJmx } = await load<typeof import('../../src/local/importers/jmx/import-jmx.js')>('local/importers/jmx/import-jmx.js');
  const { outlineOf } = await load<typeof import('../../src/local/importers/playwright/spec-outline.js')>('local/importers/playwright/spec-outline.js');
  const KEEP_ALL = { resources: 'KEEP_ALL', adBlocking: 'DISABLED' } as const;
  const sum = (counts: Record<string, number> | undefined): number | undefined => (counts === undefined ? undefined : Object.values(counts).reduce((total, count) => total + count, 0));
  return {
    har: {
      title: 'HAR', about: 'Options: `resources` KEEP_ALL, `adBlocking` DISABLED. A recording has no extractors, assertions and variables. Containers: the pages of the file that hold entries, where it has more than one.',
      expected: ({ entries, entries_per_page: pages = {} }) => ({ ...given('requests', entries), ...(Object.keys(pages).length > 1 ? { containers: Object.keys(pages).length } : {}), extractors: 0, assertions: 0, variables: 0 }),
      run(bytes) {
        const { children, report } = importHar(bytes, { ...KEEP_ALL, thinktime: 'THINKTIMES' });
        return { found: countsOf(children, 0), notes: report.map(({ kept, reason }) => ({ level: reason.includes('disabled JMeter element') ? 'kept' : kept ? 'changed' : 'dropped', type: 'HAR', reason })) };
      },
    },
    postman: {
      title: 'Postman', about: 'Containers: folders. The facts do not count what scripts check and extract: what was read out of them stands alone.',
      expected: ({ requests, v1_requests, folders, collection_variables }) => ({ ...given('requests', requests ?? v1_requests), ...given('containers', folders), ...given('variables', collection_variables?.length) }),
      run(bytes) {
        const { children, variables, notes } = importPostman(bytes);
        return { found: countsOf(children, variables.length), notes };
      },
    },
    jmx: {
      title: 'JMeter', about: 'Options: `resources` KEEP_ALL, `adBlocking` DISABLED. Containers and assertions count the JMeter elements that are in a tree, whether as a type of their own or as a generic action; variables are user defined variables (each name once), CSV data sets, counters and random variables.',
      expected: (facts) => ({ ...given('requests', facts.http_requests?.total ?? facts.requests), ...given('containers', sum(facts.controllers)), ...given('extractors', facts.extractor_count), ...given('assertions', facts.assertion_count), ...given('variables', facts.user_variables === undefined ? undefined : new Set(facts.user_variables).size + (facts.csv_data_sets?.length ?? 0) + (facts.by_kind?.config?.['CounterConfig'] ?? 0) + (facts.by_kind?.config?.['RandomVariableConfig'] ?? 0)) }),
      run(bytes, _file, { controllers = {}, assertions = {} }) {
        const { virtualUsers, variables, notes } = importJmx(bytes, KEEP_ALL);
        const trees = virtualUsers.map(({ children }) => children);
        const classes = classesOf(trees);
        const among = (names: Record<string, number>): number => classes.filter((name) => Object.hasOwn(names, name)).length;
        if (virtualUsers.length === 0) return { refused: 'the plan holds 0 thread groups: the upload is refused, nothing is stored' };
        return { found: { ...countsOf(trees.flat(), variables.length), containers: among(controllers), assertions: among(assertions) }, notes, more: `${virtualUsers.length} Virtual User${virtualUsers.length === 1 ? '' : 's'}` };
      },
    },
    playwright: {
      title: 'Playwright', about: 'A spec stays a program: every file becomes one browser step that holds it as it is. Its tests are counted by reading it.',
      expected: () => ({}),
      run(bytes, file, { tests }) {
        const { notes } = importPlaywright([{ filename: file.slice(file.lastIndexOf('/') + 1), bytes }]);
        const read = outlineOf(bytes.toString('utf8')).tests.length;
        return { found: {}, notes, more: tests === undefined ? `tests read: ${read}` : `tests read: ${read} of ${tests}` };
      },
    },
    urls: {
      title: 'URL lists', about: 'One address per line.',
      expected: ({ expected_http_lines: lines }) => given('requests', lines),
      run(bytes) {
        const { children, notes } = importUrls(bytes.toString('utf8').split('\n'));
        return { found: { requests: countsOf(children, 0).requests ?? 0 }, notes };
      },
    },
  };
}

const given = (column: Column, value: number | undefined): Counts => (value === undefined ? {} : { [column]: value });

async function outcomeOf(kind: Kind, bytes: Buffer, file: string, facts: Facts): Promise<Outcome> {
  try {
    return await kind.run(bytes, file, facts);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ImportError') throw error;
    return { refused: error.message };
  }
}

async function rowsOf(kind: Kind, name: string, folder: string): Promise<Row[]> {
  const files = [`${name}/facts.json`, `hostile/${name}/facts.json`].filter((path) => existsSync(join(folder, path))).flatMap((path) => FactsFile.parse(JSON.parse(readFileSync(join(folder, path), 'utf8'))).files);
  const rows: Row[] = [];
  for (const { file, facts } of files.sort((left, right) => (left.file < right.file ? -1 : 1))) rows.push({ file, facts, expected: kind.expected(facts), outcome: await outcomeOf(kind, readFileSync(join(folder, file)), file, facts) });
  return rows;
}

const escaped = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('`', "'");
const cut = (text: string): string => (text.length > 140 ? `${text.slice(0, 139)}…` : text);
const count = (notes: readonly Note[], level: Note['level']): number => notes.filter((note) => note.level === level).length;

/** `expected → found`, or the one number where both are the same; a dash where neither says anything. */
function cell(expected: number | undefined, found: number | undefined): string {
  if (expected === undefined) return found === undefined || found === 0 ? '–' : String(found);
  return expected === found ? String(found) : `${expected} → ${found ?? 0}`;
}

/** What the last column says; `undefined` in it stands for a difference that nothing explains. */
function remarksOf({ file, expected, outcome, facts }: Row): (string | undefined)[] {
  if ('refused' in outcome) return [facts.parse === undefined && facts.xml === undefined && facts.thread_group_count !== 0 ? undefined : `refused: ${cut(outcome.refused)}`];
  const differing = COLUMNS.flatMap((column) => { const wanted = expected[column]; return wanted === undefined || wanted === outcome.found[column] ? [] : [explanationOf({ file, column, expected: wanted, found: outcome.found, facts, notes: outcome.notes })]; });
  return [...(outcome.more === undefined ? [] : [outcome.more]), ...differing];
}

const nameOf = (file: string): string => `\`${file.slice(file.lastIndexOf('/') + 1)}\``;

function line(row: Row): string {
  const { file, expected, outcome } = row;
  const remark = escaped(remarksOf(row).join('; '));
  if ('refused' in outcome) return `| ${nameOf(file)} | ${COLUMNS.map(() => '–').join(' | ')} | – | – | ${remark} |`;
  return `| ${nameOf(file)} | ${COLUMNS.map((column) => cell(expected[column], outcome.found[column])).join(' | ')} | ${count(outcome.notes, 'kept')} | ${count(outcome.notes, 'dropped')} | ${remark} |`;
}

/** A hostile file says in words what has to hold; tests check it, here stands what came of it. */
function hostileLine({ file, facts, outcome }: Row): string {
  const came = 'refused' in outcome
    ? `refused: ${cut(outcome.refused)}`
    : `imported: ${[...(outcome.found.requests === undefined ? [] : [`${outcome.found.requests} request${outcome.found.requests === 1 ? '' : 's'}`]), ...(outcome.more === undefined ? [] : [outcome.more]), ...(['kept', 'changed', 'dropped'] as const).map((level) => `${count(outcome.notes, level)} ${level}`)].join(', ')}`;
  return `| ${nameOf(file)} | ${escaped(facts.expect ?? '')} | ${escaped(came)} |`;
}

const HEAD = [
  '# Imports', '',
  '<!-- Generated by `npm run gen` from test/fixtures and the importers of the compiled server. -->', '',
  'Every fixture of `test/fixtures`, imported. What is true about a file stands in the `facts.json` of its folder, computed by scripts that share no',
  'code with the importers; for k6, NeoLoad and LoadRunner, whose tests were written for this repository, it is counted when this page is made',
  '(`scripts/gen/own-facts.ts`), without a line of the importers either. Licences and origins are in `test/fixtures/README.md`.', '',
  'A number is both what the facts say and what was found; `8 → 7` means 8 were expected and 7 found, which the last column explains; a dash means',
  'that the facts do not count it. *Kept* counts notes about what is in the Virtual User but not executed as it stands (JMeter elements that keep their',
  'XML, scripts, what needs a file), *Dropped* notes about what is not there. Every note is in the answer of the import with level, type, name, place and',
  'reason. Files made to do harm, and damaged ones, stand in a table of their own.', '',
];

function sectionOf({ title, about }: Pick<Kind, 'title' | 'about'>, rows: readonly Row[]): string[] {
  const [plain, hostile] = [rows.filter(({ facts }) => facts.expect === undefined), rows.filter(({ facts }) => facts.expect !== undefined)];
  return [
    `## ${title}`, '', about, '',
    ...(plain.length === 0 ? [] : ['| File | Requests | Containers | Extractors | Assertions | Variables | Kept | Dropped | Differences |', '|---|---|---|---|---|---|---|---|---|', ...plain.map(line), '']),
    ...(hostile.length === 0 ? [] : ['| Hostile file | What has to hold | What came of it |', '|---|---|---|', ...hostile.map(hostileLine), '']),
  ];
}

/** docs/imports.md: per fixture what was expected and found. @throws Error where a difference has no explanation */
export async function importsPage(folder: string): Promise<string> {
  const lines = [...HEAD];
  const sections = Object.entries(await kinds()).map(([name, kind]) => ({ kind, rows: () => rowsOf(kind, name, folder) }));
  const own = ownKinds(load, countsOf).map((kind) => ({ kind, rows: () => kind.rows(folder) }));
  for (const { kind, rows: read } of [...sections, ...own]) {
    const rows = await read();
    const open = rows.filter((row) => row.facts.expect === undefined && remarksOf(row).includes(undefined)).map(({ file }) => file);
    if (open.length > 0) throw new Error(`Differences without an explanation (scripts/gen/import-differences.ts): ${open.join(', ')}`);
    lines.push(...sectionOf(kind, rows));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
