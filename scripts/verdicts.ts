import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Agent, connect } from '../test/support/agent.js';
import { ACCOUNTS, startServer, tokenOf } from '../test/support/server-process.js';
import { playCalmly, playStarved, stageOf, STORIES, type StoryName, type ToldRun } from '../test/support/told-runs.js';
import { costOf, tokensOf } from '../test/support/token-count.js';
import { freshProject } from '../test/support/work.js';

/**
 * `npm run verdicts`: plays a clean run, one that slows down midway, one with errors and one with a starved generator, and prints what
 * get_run_verdict says of each, then comparisons. With `--write` the answers are put into docs/verdicts.md. Ends with exit code 1 where a verdict misses the cause.
 */
const PAGE = fileURLToPath(new URL('../docs/verdicts.md', import.meta.url));
interface Verdict { verdict: string; conclusion: string; reasons: { rule: string; what: string; widget: { tool: string } }[] }
interface Gate { gate: string; conclusion: string; actions: { name?: string; verdict: string[] }[] }

const server = await startServer();
const agent = await connect(`${server.origin}/mcp`, await tokenOf(server, ACCOUNTS.tester.username));
try {
  const runs = await played(agent);
  const rows: string[] = ['| Run | Verdict | Why, in its words | Shown by | Tokens |', '|---|---|---|---|---|'];
  const expected: [StoryName, string, string | undefined][] = [['clean', 'PASS', undefined], ['slowdown', 'FAIL', 'SLOWDOWN'], ['errors', 'FAIL', 'ERRORS'], ['starved', 'WARN', 'GENERATOR']];
  let missed = 0;
  for (const [name, verdict, rule] of expected) {
    const { data, text } = await agent.raw('get_run_verdict', { benchResultId: runs[name].benchResultId });
    const told = data as unknown as Verdict;
    if (told.verdict !== verdict || told.reasons[0]?.rule !== rule) missed++;
    rows.push(`| ${STORIES[name].name} | ${told.verdict} | ${told.reasons.map(({ rule: by, what }) => `**${by}** ${what}`).join('<br>') || told.conclusion} | ${told.reasons.map(({ widget }) => `\`${widget.tool}\``).join('<br>')} | ${tokensOf(costOf(text))} |`);
  }
  rows.push('', '| Compared | Gate | In one line | Actions that changed | Tokens |', '|---|---|---|---|---|');
  const pairs: [StoryName, StoryName, string][] = [['clean', 'clean', 'PASS'], ['clean', 'cleanAgain', 'PASS'], ['clean', 'slowRelease', 'FAIL'], ['clean', 'errors', 'FAIL'], ['clean', 'starved', 'INCONCLUSIVE']];
  for (const [baseline, candidate, gate] of pairs) {
    const { data, text } = await agent.raw('compare_bench_results', { baselineBenchResultId: runs[baseline].benchResultId, candidateBenchResultId: runs[candidate].benchResultId });
    const told = data as unknown as Gate;
    if (told.gate !== gate) missed++;
    rows.push(`| ${STORIES[baseline].name}, ${STORIES[candidate].name} | ${told.gate} | ${told.conclusion} | ${told.actions.map(({ name = '', verdict }) => `${name} ${verdict.join(' ')}`).join('<br>')} | ${tokensOf(costOf(text))} |`);
  }
  console.log(rows.join('\n'));
  if (process.argv.includes('--write')) write(rows);
  if (missed > 0) console.error(`${missed} verdicts are not what the run was made for`);
  process.exitCode = missed > 0 ? 1 : 0;
} finally {
  await agent.close();
  await server.stop();
}

/** The runs side by side, each against a site of its own; the starved one alone, because it leaves nothing to the others. */
async function played(caller: Agent): Promise<Record<StoryName, ToldRun>> {
  const { projectId } = await freshProject(caller);
  const one = async (name: StoryName): Promise<[StoryName, ToldRun]> => {
    const stage = await stageOf(caller, projectId, STORIES[name].mood);
    try {
      return [name, await (name === 'starved' ? playStarved : playCalmly)(stage, STORIES[name])];
    } finally {
      await stage.site.close();
    }
  };
  const calm = await Promise.all((['clean', 'cleanAgain', 'slowdown', 'slowRelease', 'errors'] as const).map(one));
  return Object.fromEntries([...calm, await one('starved')]) as Record<StoryName, ToldRun>;
}

function write(rows: readonly string[]): void {
  const page = readFileSync(PAGE, 'utf8');
  const [open, close] = ['<!-- verdicts -->', '<!-- /verdicts -->'];
  writeFileSync(PAGE, `${page.slice(0, page.indexOf(open) + open.length)}\n${rows.join('\n')}\n${page.slice(page.indexOf(close))}`);
}
