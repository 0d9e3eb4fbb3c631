/** One second of a load generator, measured by itself. */
export interface GeneratorSecond {
  /** Epoch seconds. */
  readonly second: number;
  readonly region: string;
  readonly injectorId: string;
  /** Processor time of the process in percent of one core; more than 100 with the help of its other threads. */
  readonly cpuPercent: number;
  /** How late its event loop ran what was due, in ms: it answers, measures and paces on this one loop. */
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
  readonly residentMegabytes: number;
  readonly heapMegabytes: number;
  /** Connections to the system under test that are open. */
  readonly sockets: number;
  /** Users that started, and those among them that came later than `LATE_MS` behind their moment. */
  readonly starts: number;
  readonly lateStarts: number;
  /** Think times and pacings that ended, and those that ended later than `LATE_MS`. */
  readonly pauses: number;
  readonly latePauses: number;
  /** Iterations longer than the pacing: not the generator's fault, but the asked pace was not kept. */
  readonly missedPacings: number;
}

/** Later than this is late. */
export const LATE_MS = 100;
/** A generator is the bottleneck when one of these holds; docs/local-backend.md states them. */
const BUSY_PERCENT = 90;
const SLOW_LOOP_MS = 50;
const SHARE_OF_SECONDS = 0.1;
const SHARE_OF_STARTS = 0.05;
const SHARE_OF_PAUSES = 0.05;

/** What a generator says of itself over a whole run. */
export interface GeneratorVerdict {
  readonly injectorId: string;
  readonly region: string;
  readonly verdict: 'KEPT_UP' | 'BOTTLENECK';
  /** Why it was the bottleneck, a sentence each; empty where it kept up. */
  readonly reasons: readonly string[];
  readonly seconds: number;
  readonly cpuPercent: { readonly average: number; readonly max: number };
  readonly loopDelayMs: { readonly p99Median: number; readonly max: number };
  readonly residentMegabytes: number;
  readonly sockets: number;
  readonly starts: number;
  readonly lateStarts: number;
  readonly pauses: number;
  readonly latePauses: number;
  readonly missedPacings: number;
}

/** Judges each generator of a run by its seconds, in the order they first appear. */
export function generatorVerdicts(rows: readonly GeneratorSecond[]): GeneratorVerdict[] {
  const byInjector = new Map<string, GeneratorSecond[]>();
  for (const row of rows) {
    const known = byInjector.get(row.injectorId);
    if (known === undefined) byInjector.set(row.injectorId, [row]);
    else known.push(row);
  }
  return [...byInjector.values()].map(judged);
}

/** One line for people. */
export function generatorLine({ injectorId, verdict, reasons, cpuPercent, loopDelayMs, residentMegabytes, sockets, starts, lateStarts }: GeneratorVerdict): string {
  const figures = `CPU ${cpuPercent.average} % of a core on average, ${cpuPercent.max} % at most; event loop up to ${loopDelayMs.max} ms late; ${residentMegabytes} MB; ${sockets} connections; ${lateStarts} of ${starts} users late`;
  return verdict === 'KEPT_UP' ? `GENERATOR ${injectorId} kept up: ${figures}.` : `GENERATOR ${injectorId} was the bottleneck: ${reasons.join(' ')} (${figures}.) Response times hold its own delays: use fewer users, or more load generators.`;
}

function judged(rows: readonly GeneratorSecond[]): GeneratorVerdict {
  const sum = (of: (row: GeneratorSecond) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const most = (of: (row: GeneratorSecond) => number): number => rows.reduce((highest, row) => Math.max(highest, of(row)), 0);
  const median = rows.map(({ loopDelayP99Ms }) => loopDelayP99Ms).sort((a, b) => a - b)[Math.floor(rows.length / 2)] ?? 0;
  const [starts, lateStarts, pauses, latePauses] = [sum((row) => row.starts), sum((row) => row.lateStarts), sum((row) => row.pauses), sum((row) => row.latePauses)];
  const busy = rows.filter(({ cpuPercent }) => cpuPercent > BUSY_PERCENT).length;
  const slow = rows.filter(({ loopDelayP99Ms }) => loopDelayP99Ms > SLOW_LOOP_MS).length;
  const reasons = [
    busy > rows.length * SHARE_OF_SECONDS ? `It used more than ${BUSY_PERCENT} % of a core in ${busy} of ${rows.length} s.` : '',
    slow > rows.length * SHARE_OF_SECONDS ? `Its event loop was more than ${SLOW_LOOP_MS} ms late (p99) in ${slow} of ${rows.length} s.` : '',
    lateStarts > starts * SHARE_OF_STARTS ? `${lateStarts} of ${starts} users started more than ${LATE_MS} ms late.` : '',
    latePauses > pauses * SHARE_OF_PAUSES ? `${latePauses} of ${pauses} think times and pacings ended more than ${LATE_MS} ms late.` : '',
  ].filter((reason) => reason !== '');
  return {
    injectorId: rows[0]?.injectorId ?? '', region: rows[0]?.region ?? '', verdict: reasons.length === 0 ? 'KEPT_UP' : 'BOTTLENECK', reasons, seconds: rows.length,
    cpuPercent: { average: Math.round(sum((row) => row.cpuPercent) / Math.max(1, rows.length)), max: Math.round(most((row) => row.cpuPercent)) },
    loopDelayMs: { p99Median: Math.round(median), max: Math.round(most((row) => row.loopDelayMaxMs)) }, residentMegabytes: Math.round(most((row) => row.residentMegabytes)), sockets: most((row) => row.sockets),
    starts, lateStarts, pauses, latePauses, missedPacings: sum((row) => row.missedPacings),
  };
}
