import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchEnd, BenchPlan, ErrorSample } from '../../../src/local/engine/bench-protocol.js';
import { BenchRun } from '../../../src/local/engine/load/bench-run.js';
import { JmeterLog } from '../../../src/local/engine/load/jmeter-log.js';
import type { GeneratorSecond } from '../../../src/local/measurements/generator.js';
import type { Measure, MetricRow, UserLoadRow } from '../../../src/local/measurements/measure.js';

export interface Outcome { generator: GeneratorSecond[]; rows: MetricRow[]; users: UserLoadRow[]; errors: ErrorSample[]; end: BenchEnd | undefined; log: string; jtl: string; total: (action: string) => Measure | undefined }

/** Runs a plan in this process; users are let in directly. */
export async function play(plan: BenchPlan, during?: (run: BenchRun) => void): Promise<Outcome> {
  const outcome: Omit<Outcome, 'log' | 'jtl' | 'total'> = { generator: [], rows: [], users: [], errors: [], end: undefined };
  const run = new BenchRun(plan, {
    running: () => undefined, metrics: (rows) => { outcome.rows.push(...rows); }, users: (rows) => { outcome.users.push(...rows); }, errors: (samples) => { outcome.errors.push(...samples); }, generator: (rows) => { outcome.generator.push(...rows); }, progress: () => undefined, ended: (end) => { outcome.end = end; },
  }, new JmeterLog(plan.outputFolder));
  during?.(run);
  await run.play(async (count, arrival) => {
    for (let at = 0; at < count; at++) void arrival(at);
    return { close: async () => undefined };
  });
  const jtlPath = join(plan.outputFolder, 'results.jtl');
  return {
    ...outcome, log: readFileSync(join(plan.outputFolder, 'jmeter.log'), 'utf8'), jtl: existsSync(jtlPath) ? readFileSync(jtlPath, 'utf8') : '',
    total: (action) => outcome.rows.find(({ second, series }) => second === null && series.actionId === action)?.measure,
  };
}
