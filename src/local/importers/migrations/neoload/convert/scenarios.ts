import type { JmeterUserProfileEngine } from '../../../../../contract/engine-settings.js';
import type { UserProfileLoad } from '../../../../../contract/load.js';
import { elementName } from '../../../clean-text.js';
import type { NoteBook } from '../../../note-book.js';
import { curve, dealt, ENDLESS_MS, rampUp, type LoadPoint } from '../../load-shapes.js';
import type { ScenarioDraft, UserProfileDraft } from '../../migration-result.js';
import { sequenceEngine, type SequenceKeys } from '../../sequence-engine.js';
import type { LoadShape, NeoloadScenario, PacingRange, Population, PopulationLoad } from '../model.js';

/** Keys of the Virtual Users one user path became, and the pace of its iterations. */
export interface ConvertedPath extends SequenceKeys { readonly pacing: PacingRange | undefined }

function engineOf(path: ConvertedPath, iterations: number | undefined): JmeterUserProfileEngine {
  return sequenceEngine(path, path.pacing === undefined ? null : { min: path.pacing.minMs, max: path.pacing.maxMs, unit: 'MILLISECONDS' }, iterations);
}

/** Users over time of a shape that is more than one ramp and one hold. */
function pointsOf(shape: Exclude<LoadShape, { is: 'CONSTANT' }>, durationMs: number): LoadPoint[] {
  if (shape.is === 'CURVE') return [...shape.points];
  const points: LoadPoint[] = [];
  if (shape.is === 'RAMP') {
    const most = shape.most ?? Number.MAX_SAFE_INTEGER;
    let users = Math.min(shape.from, most);
    points.push({ ms: 0, users });
    for (let ms = shape.everyMs; ms < durationMs && users < most && points.length < 2000; ms += shape.everyMs) {
      points.push({ ms, users });
      users = Math.min(most, users + shape.by);
      points.push({ ms, users });
    }
    return [...points, { ms: durationMs, users }];
  }
  let low = shape.startsLow;
  for (let ms = 0; ms < durationMs && points.length < 2000; low = !low) {
    const { users, ms: length } = low ? shape.low : shape.high;
    points.push({ ms, users });
    ms = Math.min(durationMs, ms + length);
    points.push({ ms, users });
  }
  return points;
}

/** The load of one population dealt out to its user paths, in their order. */
function loadsOf(load: PopulationLoad, shares: readonly number[]): UserProfileLoad[] {
  const durationMs = load.durationMs ?? ENDLESS_MS;
  const { shape } = load;
  if (shape.is === 'CONSTANT') {
    const rampUpMs = Math.min(shape.rampUpMs, durationMs);
    return dealt(shape.users, shares).map((users) => rampUp(users, { delayMs: load.startAfterMs, rampUpMs, plateauMs: durationMs - rampUpMs }));
  }
  const points = pointsOf(shape, durationMs).map(({ ms, users }) => ({ ms: ms + load.startAfterMs, users: dealt(users, shares) }));
  return shares.map((_share, at) => curve(points.map(({ ms, users }) => ({ ms, users: users[at] ?? 0 }))));
}

/** What a share that is not stated comes to: an even part of what the others leave. */
function sharesOf(splits: Population['splits']): number[] {
  const open = splits.filter(({ share }) => share === undefined).length;
  const stated = splits.reduce((sum, { share = 0 }) => sum + share, 0);
  return splits.map(({ share }) => share ?? (open === splits.length ? 1 : Math.max(0, 100 - stated) / open));
}

/**
 * Scenarios that do not say where they run: each population becomes one profile per user path of it, setUp and tearDown wired.
 * A load without an end is given an hour, and a note says so.
 */
export function convertScenarios(scenarios: readonly NeoloadScenario[], populations: readonly Population[], paths: ReadonlyMap<string, ConvertedPath>, notes: NoteBook): ScenarioDraft[] {
  return scenarios.flatMap((scenario): ScenarioDraft[] => {
    const userProfiles = scenario.loads.flatMap((load): UserProfileDraft[] => {
      const splits = (populations.find(({ name }) => name === load.population)?.splits ?? []).filter(({ userPath }) => paths.has(userPath));
      if (load.durationMs === undefined) notes.add({ level: 'changed', type: 'Scenario', name: scenario.name, place: load.population, reason: load.iterations === undefined ? 'the population runs without an end: an hour was taken; set the duration of its profile' : `the population runs ${load.iterations} iterations, however long they take: an hour was taken as the most; set a plateau they fit in` });
      const loads = loadsOf(load, sharesOf(splits));
      return splits.flatMap(({ userPath }, at): UserProfileDraft[] => {
        const [path, own] = [paths.get(userPath), loads[at]];
        return path === undefined || own === undefined ? [] : [{ name: elementName(`${load.population} - ${userPath}`, userPath), virtualUserId: path.main, load: own, memory: { vuMb: null }, engine: engineOf(path, load.iterations) }];
      });
    });
    if (userProfiles.length > 0) return [{ name: elementName(scenario.name, 'Scenario'), description: scenario.description.slice(0, 2000), mode: 'STANDARD', userProfiles }];
    notes.add({ level: 'dropped', type: 'Scenario', name: scenario.name, place: 'scenarios', reason: 'none of its populations plays a user path of this project with a load that could be read' });
    return [];
  });
}
