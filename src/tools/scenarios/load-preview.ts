import { z } from 'zod';
import { durationOf } from '../../contract/load.js';
import { peakOfCurve, totalCurve, type Knee } from '../../contract/load-curve.js';
import type { UserProfile } from '../../contract/scenario.js';

const KNEES_SHOWN = 24;

/** What a run of the scenario would look like, in the answer of a tool. */
export const previewFields = {
  plannedDurationSec: z.number(),
  curve: z.string().describe('Users of all profiles together, at second:users; 3>6 is a jump.'),
};

/** Length and curve of all profiles together. */
export function previewOf(userProfiles: readonly Pick<UserProfile, 'load'>[]): { peakUsers: number; plannedDurationSec: number; curve: string } {
  const curve = totalCurve(userProfiles.map(({ load }) => load));
  const plannedDurationSec = Math.max(0, ...userProfiles.map(({ load }) => durationOf(load))) / 1000;
  return { peakUsers: peakOfCurve(curve), plannedDurationSec, curve: wordsOf(curve) };
}

/** `0:0 60:10 360:10>0`: one word per moment. */
function wordsOf(curve: readonly Knee[]): string {
  const byMoment = new Map<number, number[]>();
  for (const { atMs, users } of curve) byMoment.set(atMs, [...(byMoment.get(atMs) ?? []), users]);
  const words = [...byMoment].map(([atMs, users]) => `${Math.round(atMs / 100) / 10}:${users.map(Math.round).join('>')}`);
  const left = words.length - KNEES_SHOWN;
  return left > 0 ? `${words.slice(0, KNEES_SHOWN).join(' ')} … ${left} more` : words.join(' ');
}
