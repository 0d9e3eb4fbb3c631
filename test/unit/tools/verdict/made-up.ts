import { measuredRun, type MeasuredRun } from '../../../../src/tools/analysis/verdict/comparison/measured-run.js';
import { figuresFrom } from '../../../../src/tools/analysis/verdict/reading/figures-from.js';
import type { ActionFigures, Figures, Interval, RunFacts } from '../../../../src/tools/analysis/verdict/reading/run-facts.js';
import { autoregression, normal } from './random.js';

export const START = 1_767_225_600_000;

/** Figures of so many requests around an average. */
export const figures = (hits: number, avgMs: number, errors = 0, seconds = 60): Figures => ({
  ...figuresFrom([hits, hits / seconds, errors, avgMs, avgMs / 4, avgMs * 1.3, avgMs * 1.5, avgMs * 2, avgMs * 4, 1]),
});
export const action = (actionId: string, hits: number, avgMs: number, errors = 0): ActionFigures => ({ actionId, ...figures(hits, avgMs, errors) });

/** One interval per second; `shape` says what happens in each. */
export const intervals = (seconds: number, shape: (second: number) => { users?: number; hits?: number; errors?: number; avgMs?: number }): Interval[] =>
  Array.from({ length: seconds }, (_, second) => ({ at: START + second * 1000, users: 10, hits: 50, errors: 0, avgMs: 100, ...shape(second) }));

/** A finished run with nothing to complain of, but for what is said. */
export function facts(over: Partial<RunFacts> = {}): RunFacts {
  const shape = over.intervals ?? intervals(60, () => ({}));
  const hits = shape.reduce((sum, interval) => sum + interval.hits, 0);
  const errors = shape.reduce((sum, interval) => sum + interval.errors, 0);
  return {
    run: { id: 'run', batchId: '', scenarioId: 's', designProjectId: 'p', resultProjectId: 'p', state: 'FINISHED' }, message: undefined, generators: [{ injectorId: 'i', verdict: 'KEPT_UP', reasons: [] }], generatorCount: 1,
    kind: 'Hit', figures: figures(hits, 100, errors, shape.length), actions: [action('home', hits / 2, 100, errors / 2), action('search', hits / 2, 100, errors / 2)], intervals: shape, intervalMs: 1000, durationSec: shape.length,
    peakUsers: Math.max(...shape.map(({ users = 0 }) => users)), errors: [], alarms: [], slaProfiles: [], codes: { 200: hits }, nameOf: (id) => `the ${id}`, unread: [], ...over,
  };
}

/** A run of so many actions of which each answers around its average, with neighbouring seconds alike by `likeness`. */
export function simulated(random: () => number, averages: Readonly<Record<string, number>>, likeness = 0.3, seconds = 60): MeasuredRun {
  const perSecond = 10;
  const curves = new Map(Object.entries(averages).map(([id, avgMs]) => {
    const levels = autoregression(random, seconds, avgMs, avgMs * 0.08, likeness);
    return [id, intervals(seconds, (second) => ({ hits: perSecond, avgMs: levels[second] ?? avgMs }))] as const;
  }));
  const actions = [...curves].map(([id, curve]) => ({ ...action(id, perSecond * seconds, curve.reduce((sum, { avgMs }) => sum + avgMs, 0) / seconds), p95Ms: (averages[id] ?? 0) * 1.5 * (1 + 0.03 * normal(random)) }));
  const whole = intervals(seconds, (second) => ({ hits: perSecond * curves.size, avgMs: [...curves.values()].reduce((sum, curve) => sum + (curve[second]?.avgMs ?? 0), 0) / curves.size }));
  const hits = perSecond * seconds * curves.size;
  return measuredRun(facts({ intervals: whole, actions, figures: figures(hits, whole.reduce((sum, { avgMs }) => sum + avgMs, 0) / seconds, 0, seconds) }), curves);
}
