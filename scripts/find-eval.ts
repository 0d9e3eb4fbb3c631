import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FRESH } from '../test/unit/mcp/find/fresh-questions.js';
import { FURTHER_TUNING } from '../test/unit/mcp/find/further-tuning-questions.js';
import { HELD_OUT } from '../test/unit/mcp/find/held-out-questions.js';
import type { Question } from '../test/unit/mcp/find/question.js';
import { TUNING } from '../test/unit/mcp/find/tuning-questions.js';

/**
 * `npm run find:eval`: how often find_tools answers a question of a user with a right tool first, among the five that are told whole, and among all that are named. Only the tuning
 * questions were looked at while weights and words were chosen; `--missed` names those of them that fail, and no others. With `--write` the figures are put into docs/surfaces.md.
 */
const load = <T>(path: string): Promise<T> => import(new URL(`../dist/${path}`, import.meta.url).href) as Promise<T>;
const { AREAS } = await load<typeof import('../src/tools/areas.js')>('tools/areas.js');
const { specsOf } = await load<typeof import('../src/mcp/tool-spec.js')>('mcp/tool-spec.js');
const { indexOf } = await load<typeof import('../src/mcp/meta/tool-index.js')>('mcp/meta/tool-index.js');
const PAGE = fileURLToPath(new URL('../docs/surfaces.md', import.meta.url));
/** One, the five that an answer tells whole, eight, and all that it names. */
const DEPTHS = [1, 5, 8, 15];
const FEW = 5;

const areas = new Map(Object.entries(AREAS).flatMap(([area, module]) => (Reflect.getMetadata('controllers', module) as { prototype: object }[]).flatMap(specsOf).map((spec) => [spec.name, { area, spec }] as const)));
const index = indexOf([...areas.values()].map(({ spec }) => spec), (name) => areas.get(name)?.area ?? '');
const found = ({ asked }: Question, most: number): string[] => index.find(asked, () => true, most).map(({ id }) => id);
const hits = (questions: readonly Question[], most: number): number => questions.filter((question) => found(question, most).some((name) => question.right.includes(name))).length;

const rows = [['tuning, first round', TUNING], ['tuning, second round', FURTHER_TUNING], ['held out, first round', HELD_OUT], ['held out, second round', FRESH]] as const;
for (const { right } of rows.flatMap(([, questions]) => questions)) for (const name of right) if (!areas.has(name)) throw new Error(`no tool is called ${name}`);
const percent = (part: number, whole: number): string => `${Math.round((part / whole) * 100)} % (${part} of ${whole})`;
const table = ['| Questions | A right tool is first (recall@1) | among the five told whole | among the first eight | among all that are named |', '|---|---|---|---|---|',
  ...rows.map(([name, questions]) => `| ${questions.length} ${name} | ${DEPTHS.map((most) => percent(hits(questions, most), questions.length)).join(' | ')} |`)];
console.log(table.join('\n'));
if (process.argv.includes('--missed')) {
  for (const question of [...TUNING, ...FURTHER_TUNING]) {
    const names = found(question, FEW);
    if (!question.right.includes(names[0] ?? '')) console.log(`${names.some((name) => question.right.includes(name)) ? 'not first' : 'MISSED   '}  ${question.asked}  wanted ${question.right.join('|')}  got ${names.join(', ')}`);
  }
}
if (process.argv.includes('--write')) {
  const page = readFileSync(PAGE, 'utf8');
  const [open, close] = ['<!-- find -->', '<!-- /find -->'];
  writeFileSync(PAGE, `${page.slice(0, page.indexOf(open) + open.length)}\n${table.join('\n')}\n${page.slice(page.indexOf(close))}`);
}
