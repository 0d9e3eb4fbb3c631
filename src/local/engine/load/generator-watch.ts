import { monitorEventLoopDelay } from 'node:perf_hooks';
import { LATE_MS, type GeneratorSecond } from '../../measurements/generator.js';
import { openSockets } from '../http/transport.js';
import type { RunClock } from '../interpreter/play.js';

/** How often the delay of the event loop is probed; what is reported is the delay beyond that. */
const PROBE_MS = 10;
const MEGABYTE = 1024 * 1024;

/** Watches this process while it makes load, so that a slow generator is not taken for a slow site. */
export class GeneratorWatch implements RunClock {
  private readonly delay = monitorEventLoopDelay({ resolution: PROBE_MS });
  private cpu = process.cpuUsage();
  private since = performance.now();
  private isOn = false;
  private counts = nothing();

  constructor(private readonly place: { region: string; injectorId: string }) {}

  begin(): void {
    this.delay.enable();
    this.cpu = process.cpuUsage();
    this.since = performance.now();
    this.isOn = true;
  }

  userStarted(lateMs: number): void {
    this.counts.starts++;
    if (lateMs > LATE_MS) this.counts.lateStarts++;
  }

  pauseEnded(lateMs: number): void {
    this.counts.pauses++;
    if (lateMs > LATE_MS) this.counts.latePauses++;
  }

  pacingMissed(): void { this.counts.missedPacings++; }

  /** What was measured since the last call, as the second of now; nothing before the run has begun. */
  take(nowMs: number): GeneratorSecond[] {
    const now = performance.now();
    const passed = now - this.since;
    if (!this.isOn || passed <= 0) return [];
    const { user, system } = process.cpuUsage(this.cpu);
    const { rss, heapUsed } = process.memoryUsage();
    const row: GeneratorSecond = {
      second: Math.floor(nowMs / 1000), ...this.place, cpuPercent: rounded((user + system) / 10 / passed), loopDelayP99Ms: beyond(this.delay.percentile(99)), loopDelayMaxMs: beyond(this.delay.max),
      residentMegabytes: rounded(rss / MEGABYTE), heapMegabytes: rounded(heapUsed / MEGABYTE), sockets: openSockets(), ...this.counts,
    };
    this.delay.reset();
    this.cpu = process.cpuUsage();
    this.since = now;
    this.counts = nothing();
    return [row];
  }

  end(): void {
    this.isOn = false;
    this.delay.disable();
  }
}

const nothing = (): { starts: number; lateStarts: number; pauses: number; latePauses: number; missedPacings: number } => ({ starts: 0, lateStarts: 0, pauses: 0, latePauses: 0, missedPacings: 0 });
const rounded = (value: number): number => Math.round(value * 10) / 10;
/** Nanoseconds between two probes, as ms of delay. A loop that was never probed was blocked all the time or not at all: its longest gap says so. */
const beyond = (nanoseconds: number): number => (Number.isFinite(nanoseconds) ? Math.max(0, rounded(nanoseconds / 1e6 - PROBE_MS)) : 0);
