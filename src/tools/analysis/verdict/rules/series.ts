import type { RunFacts } from '../reading/run-facts.js';
import { changeOf, median, risesSteadily, robustDeviation, roughness } from '../statistics/sequence.js';
import { proportions } from '../statistics/tests.js';
import type { Finding } from './finding.js';
import { type Block, blocksOf, plateauOf } from './plateau.js';
import { after, ms, percent, rounded } from './words.js';

/** Fewer blocks than this cannot tell a change from chance (Pettitt's test reaches p = 0.01 with 15 blocks at the earliest, 0.03 with 12). */
export const FEWEST_BLOCKS = 12;
const SURE = 0.03;
/** A slowdown that is worth telling: by this share and by so many ms; one that fails a run without limits: twice as slow, and noticeable to a person. */
const SLOWER = 1.3;
const SLOWER_MS = 20;
const MUCH_SLOWER = 2;
const NOTICEABLE_MS = 100;
/** By how many times the usual difference of neighbours the level must change. */
const CLEAR = 3;
/** A burst: so many robust deviations above the middle, for at least this share of the time. */
const DEVIATIONS = 6;
const BURST_SHARE = 0.08;
/** Points of percent by which the errors of a stretch must exceed the others'. */
const BURST_ERRORS = 0.05;
const BURST_ERRORS_FEWEST = 10;
const DROP = 0.7;
const MARGIN_SHARE = 0.15;
const TIMES = { types: ['LineChartReportItem'], metric: 'RESPONSE_TIME_AVG', otherwise: 'get_bench_result' } as const;

/** A stretch that was slower than the rest, and the rest it is held against (epoch ms). */
export interface Slowdown { readonly slow: { readonly from: number; readonly to: number }; readonly normal: { readonly from: number; readonly to: number }; readonly ratio: number; readonly finding: Finding }

/** How grave it is that an average goes from one level (ms) to another: undefined = not worth telling. */
export function gravityOf(from: number, to: number): 'FAIL' | 'WARN' | undefined {
  if (to < from * SLOWER || to - from < SLOWER_MS) return undefined;
  return to >= from * MUCH_SLOWER && to - from >= NOTICEABLE_MS ? 'FAIL' : 'WARN';
}

/** Whether response times get worse while the load stays the same: a lasting change of level, or a stretch far above the rest. Warm-up and ramps are left out. */
export function slowdownOf(facts: RunFacts): Slowdown | undefined {
  const blocks = blocksOf(plateauOf(facts), facts.intervalMs).filter(({ avgMs }) => Number.isFinite(avgMs));
  if (blocks.length < FEWEST_BLOCKS) return undefined;
  return levelChange(facts, blocks) ?? slowStretch(facts, blocks);
}

function levelChange({ intervals }: RunFacts, blocks: readonly Block[]): Slowdown | undefined {
  const values = blocks.map(({ avgMs }) => avgMs);
  const change = changeOf(values, Math.max(3, Math.ceil(values.length * MARGIN_SHARE)));
  if (change === undefined || change.p > SURE) return undefined;
  const [before, now] = [median(values.slice(0, change.index)), median(values.slice(change.index))];
  if (gravityOf(before, now) === undefined || now - before < CLEAR * roughness(values.slice(0, change.index))) return undefined;
  const [first, turn, last] = [blocks[0], blocks[change.index], blocks.at(-1)];
  if (first === undefined || turn === undefined || last === undefined) return undefined;
  const start = intervals[0]?.at ?? first.from;
  const how = risesSteadily(values, change.index) ? `rise steadily, from ${ms(before)} to ${ms(now)} in the middle of each half` : `go up from ${ms(before)} to ${ms(now)}, ${after(turn.from, start)} after the start, and stay there`;
  return {
    slow: { from: turn.from, to: last.to }, normal: { from: first.from, to: turn.from }, ratio: now / before,
    finding: slower(before, now, `Under constant load response times ${how} (x ${rounded(now / before)})`, { from: turn.from, to: last.to }),
  };
}

function slowStretch({ intervals }: RunFacts, blocks: readonly Block[]): Slowdown | undefined {
  const values = blocks.map(({ avgMs }) => avgMs);
  const centre = median(values);
  const limit = centre + DEVIATIONS * Math.max(robustDeviation(values), centre / 20);
  const runs = stretches(blocks, ({ avgMs }) => avgMs > limit && gravityOf(centre, avgMs) !== undefined);
  const longest = runs.sort((a, b) => b.length - a.length)[0] ?? [];
  const [first, last] = [longest[0], longest.at(-1)];
  if (first === undefined || last === undefined || longest.length < Math.max(2, blocks.length * BURST_SHARE)) return undefined;
  const level = median(longest.map(({ avgMs }) => avgMs));
  const start = intervals[0]?.at ?? first.from;
  const [from, to] = [first.from, last.to];
  const others = blocks[0] === first ? { from: to, to: blocks.at(-1)?.to ?? to } : { from: blocks[0]?.from ?? 0, to: from };
  return { slow: { from, to }, normal: others, ratio: level / centre, finding: slower(centre, level, `Response times jump from ${ms(centre)} to ${ms(level)} between ${after(from, start)} and ${after(to, start)} after the start, then recover`, { from, to }) };
}

function slower(before: number, now: number, what: string, window: { from: number; to: number }): Finding {
  return { rule: 'SLOWDOWN', severity: gravityOf(before, now) ?? 'WARN', ofTimes: true, what, figure: rounded(now), unit: 'ms', threshold: rounded(before * SLOWER), shown: { ...TIMES, ...window } };
}

/** Neighbouring blocks of which each is so. */
function stretches(blocks: readonly Block[], is: (block: Block) => boolean): Block[][] {
  const found: Block[][] = [[]];
  for (const block of blocks) {
    if (is(block)) found.at(-1)?.push(block); else if (found.at(-1)?.length !== 0) found.push([]);
  }
  return found.filter(({ length }) => length > 0);
}

/** A stretch in which far more requests fail than in the rest of the run. */
export function errorBurstFindings({ intervals, intervalMs, figures }: RunFacts): Finding[] {
  const blocks = blocksOf(intervals, intervalMs, 30);
  if (blocks.length < 5 || figures.errors < BURST_ERRORS_FEWEST) return [];
  const overall = figures.errors / Math.max(1, figures.hits);
  const runs = stretches(blocks, ({ errors, hits }) => hits > 0 && errors / hits > overall + BURST_ERRORS / 2);
  const worst = runs.map(sumOf).sort((a, b) => b.errors - a.errors)[0];
  const all = sumOf(blocks);
  if (worst === undefined || worst.errors < BURST_ERRORS_FEWEST) return [];
  const rest = { part: all.errors - worst.errors, whole: all.hits - worst.hits };
  const [share, others] = [worst.errors / worst.hits, rest.whole === 0 ? 0 : rest.part / rest.whole];
  if (rest.whole === 0 || share < others + BURST_ERRORS || proportions({ part: worst.errors, whole: worst.hits }, rest) * blocks.length > 0.01) return [];
  const start = intervals[0]?.at ?? 0;
  return [{
    rule: 'ERROR_BURST', severity: 'WARN', figure: rounded(share * 100), unit: '%', threshold: rounded((others + BURST_ERRORS) * 100),
    what: `Errors come in a burst: ${percent(share)} of the requests between ${after(worst.from, start)} and ${after(worst.to, start)} after the start, ${percent(others)} in the rest.`,
    shown: { types: ['LineChartReportItem'], metric: 'ERRORS_PERCENT', then: 'ErrorsReportItem', from: worst.from, to: worst.to, otherwise: 'get_bench_result' },
  }];
}

const sumOf = (blocks: readonly Block[]) => ({
  from: blocks[0]?.from ?? 0, to: blocks.at(-1)?.to ?? 0, hits: blocks.reduce((sum, { hits }) => sum + hits, 0), errors: blocks.reduce((sum, { errors }) => sum + errors, 0),
});

/** Fewer answers per second under constant load, where no slowdown explains it already. */
export function throughputFindings(facts: RunFacts): Finding[] {
  const blocks = blocksOf(plateauOf(facts), facts.intervalMs);
  const values = blocks.map(({ hits, from, to }) => (1000 * hits) / Math.max(1, to - from));
  const change = blocks.length < FEWEST_BLOCKS ? undefined : changeOf(values, Math.max(3, Math.ceil(values.length * MARGIN_SHARE)));
  const turn = change === undefined ? undefined : blocks[change.index];
  if (change === undefined || turn === undefined || change.p > SURE) return [];
  const [before, now] = [median(values.slice(0, change.index)), median(values.slice(change.index))];
  if (now > before * DROP) return [];
  return [{
    rule: 'THROUGHPUT_DROP', severity: 'WARN', figure: rounded(now), unit: '/s', threshold: rounded(before * DROP),
    what: `Under constant load the hit rate falls from ${rounded(before)} to ${rounded(now)}/s, ${after(turn.from, facts.intervals[0]?.at ?? 0)} after the start.`,
    shown: { types: ['LineChartReportItem'], metric: 'HITS_RATE', otherwise: 'get_bench_result' },
  }];
}
