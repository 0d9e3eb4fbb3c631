import type { BenchEntity } from '../../api/runtime/bench-results/bench-entity.js';

/** What a load generator said of itself, flat. */
export interface GeneratorLine { readonly injectorId: string; readonly keptUp: boolean; readonly reasons: readonly string[]; readonly cpuAverage: number; readonly cpuMax: number; readonly latestMs: number; readonly residentMegabytes: number; readonly starts: number; readonly lateStarts: number }

export const generatorLines = ({ generators = [] }: BenchEntity): GeneratorLine[] => generators.map(({ injectorId, verdict, reasons, cpuPercent, loopDelayMs, residentMegabytes, starts, lateStarts }) => ({ injectorId, keptUp: verdict === 'KEPT_UP', reasons, cpuAverage: cpuPercent.average, cpuMax: cpuPercent.max, latestMs: loopDelayMs.max, residentMegabytes, starts, lateStarts }));
