import { setTimeout as pause } from 'node:timers/promises';
import { generatorVerdicts } from '../../src/local/measurements/generator.js';
import { planAgainst, run, TargetProcess, totals } from './plans.js';

/**
 * What the load engine stands: how fast 1,000 users stop, 5,000 users at once against a slow target, and how exact the bandwidth limit
 * is. Needs a build. Usage: tsx bench/load/limits.ts [rounds]. The last line is JSON; on a busy machine look at the best round.
 */
const rounds = Number(process.argv[2] ?? 3);
const target = await TargetProcess.start();
const ramp = (plateauVus: number, rampUpMs: number, plateauMs: number) => ({ '@type': 'UserProfileLoadRampUp' as const, delayMs: 0, rampUpMs, plateauMs, plateauVus });

/** ms from the stop to the last request that the target saw begin (negative = before), and to the end of the run. */
async function stopAfter(users: number): Promise<{ lastRequestMs: number; endedMs: number }> {
  let stoppedAt = 0;
  const plan = planAgainst(target.port, [{ name: 'users', load: ramp(users, 2000, 60_000), paths: ['/200'], thinkTimeMs: 100 }]);
  await target.counts();
  const heard = await run(plan, (handle) => { setTimeout(() => { stoppedAt = Date.now(); handle.stop('bench'); }, 5000); });
  const endedMs = Date.now() - stoppedAt;
  await pause(500);
  const { lastAt } = await target.counts();
  if (heard.end.state !== 'ABORTED') throw new Error(`the run ended ${heard.end.state}: ${heard.end.message}`);
  return { lastRequestMs: lastAt - stoppedAt, endedMs };
}

interface Crowd { hits: number; served: number; errors: number; mostUsers: number; targetSockets: number; verdict: string; cpuPercent: number; loopDelayMaxMs: number; residentMegabytes: number; lateStarts: number }

async function crowd(users: number): Promise<Crowd> {
  await target.counts();
  const heard = await run(planAgainst(target.port, [{ name: 'users', load: ramp(users, 10_000, 10_000), paths: ['/1000'], thinkTimeMs: 1000 }]));
  if (heard.end.state !== 'FINISHED') throw new Error(`the run ended ${heard.end.state}: ${heard.end.message}`);
  const { requests, mostSockets } = await target.counts();
  const [own] = generatorVerdicts(heard.generator);
  return {
    ...totals(heard), served: requests, mostUsers: Math.max(...heard.users.map((row) => row.users)), targetSockets: mostSockets, verdict: [own?.verdict, ...(own?.reasons ?? [])].join(' '),
    cpuPercent: own?.cpuPercent.max ?? NaN, loopDelayMaxMs: own?.loopDelayMs.max ?? NaN, residentMegabytes: own?.residentMegabytes ?? NaN, lateStarts: own?.lateStarts ?? NaN,
  };
}

/** How far the measured download rate is from the asked one, in percent. */
async function bandwidthError(bitsPerSecond: number, bytes: number): Promise<number> {
  const heard = await run(planAgainst(target.port, [{ name: 'users', load: ramp(5, 0, 4000), paths: [`/0/${bytes}`], engine: (engine) => { engine.bandwidth.bitsPerSecond = bitsPerSecond; engine.settings.iterations = 3; } }]));
  const whole = heard.rows.find(({ second, series }) => second === null && series.subSampleType === 'Hit')?.measure;
  if (whole === undefined) return NaN;
  return ((whole.received.sum * 8000) / whole.elapsed.sum / bitsPerSecond - 1) * 100;
}

const stops = [];
for (let round = 0; round < rounds; round++) stops.push(await stopAfter(1000));
const best = stops.reduce((a, b) => (b.endedMs < a.endedMs ? b : a));
console.log(`stop at 1,000 users: ${stops.map(({ lastRequestMs, endedMs }) => `last request ${lastRequestMs} ms, ended ${endedMs} ms`).join(' | ')}`);
const bandwidth: Record<string, number> = {};
for (const [rate, bytes] of [[750_000, 60_000], [2_000_000, 200_000], [20_000_000, 2_000_000]] as const) {
  bandwidth[rate] = Number((await bandwidthError(rate, bytes)).toFixed(2));
  console.log(`bandwidth ${rate} bit/s: ${bandwidth[rate]} % off`);
}
const many = await crowd(5000);
console.log(`5,000 users: ${JSON.stringify(many)}`);
console.log(JSON.stringify({ bench: 'load-limits', stopAt1000: { best, rounds: stops.length }, bandwidthErrorPercent: bandwidth, users5000: many }));
target.stop();
