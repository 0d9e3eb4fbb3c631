import { addSample, emptyMeasure, type Measure, type MetricRow, type SeriesKey } from '../../measurements/measure.js';
import type { Sample, SampledAction } from '../interpreter/sample.js';

/** Adds samples up: per action and second (by the time they end) with 2 digits, per action and run with 3. */
export class MetricsRecorder {
  private readonly whole: (Measure | undefined)[] = [];
  private current: (Measure | undefined)[] = [];
  private second = 0;
  private waiting: MetricRow[] = [];
  private readonly keys: SeriesKey[] = [];

  /** @param epoch epoch ms of performance.now() = 0. */
  constructor(private readonly actions: readonly SampledAction[], private readonly place: { region: string; injectorId: string }, private readonly epoch: number) {}

  /** To be called when the sample has just ended: it belongs to the second of now. */
  add(sample: Sample): void {
    this.turnTo(Math.floor((this.epoch + performance.now()) / 1000));
    const { index } = sample.action;
    addSample((this.current[index] ??= emptyMeasure(2)), sample);
    addSample((this.whole[index] ??= emptyMeasure(3)), sample);
  }

  /** Rows of the seconds that are over and were not taken yet. */
  takeSeconds(nowMs: number): MetricRow[] {
    this.turnTo(Math.floor(nowMs / 1000));
    const rows = this.waiting;
    this.waiting = [];
    return rows;
  }

  /** At the end: also the second that is not over, and one row per action for the whole run. */
  takeAll(): MetricRow[] {
    this.turnTo(Infinity);
    const rows = [...this.waiting, ...this.whole.flatMap((measure, index) => (measure === undefined ? [] : [{ second: null, series: this.key(index), measure }]))];
    this.waiting = [];
    return rows;
  }

  private turnTo(second: number): void {
    // A clock set back must not open a second again.
    if (second <= this.second) return;
    this.current.forEach((measure, index) => { if (measure !== undefined) this.waiting.push({ second: this.second, series: this.key(index), measure }); });
    this.current = [];
    this.second = second;
  }

  private key(index: number): SeriesKey {
    const known = this.keys[index];
    if (known !== undefined) return known;
    const action = this.actions[index];
    const key: SeriesKey = {
      virtualUserId: action?.virtualUserId ?? '', virtualUserName: action?.virtualUserName ?? '', actionId: action?.actionId ?? '', actionName: action?.actionName ?? '',
      subSampleType: action?.kind ?? 'Hit', region: this.place.region, injectorId: this.place.injectorId,
    };
    this.keys[index] = key;
    return key;
  }
}
