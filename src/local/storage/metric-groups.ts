import type { SeriesKey } from '../measurements/measure.js';
import { groupId } from './metric-layout.js';

export interface NumberedSeries { readonly id: number; readonly key: SeriesKey }
/** The sum of all series that differ in their action alone. */
export interface SeriesSum { readonly id: number; readonly members: readonly number[] }

const placeOf = ({ virtualUserId, subSampleType, region, injectorId }: SeriesKey): string => JSON.stringify([virtualUserId, subSampleType, region, injectorId]);

/** Which sum each series counts into. The first series of a sum gives it its number, which then never changes. */
export class MetricGroups {
  private readonly byPlace = new Map<string, { id: number; members: number[] }>();

  constructor(series: readonly NumberedSeries[] = []) {
    for (const one of series) this.add(one);
  }

  get all(): readonly SeriesSum[] { return [...this.byPlace.values()]; }

  /** To be called in the order of the numbers. */
  add({ id, key }: NumberedSeries): void {
    const place = placeOf(key);
    const group = this.byPlace.get(place) ?? { id: groupId(id), members: [] };
    this.byPlace.set(place, group);
    group.members.push(id);
  }

  /** Number of the sum that a series of this place counts into. */
  idOf(key: SeriesKey): number {
    return this.byPlace.get(placeOf(key))?.id ?? groupId(0);
  }
}
