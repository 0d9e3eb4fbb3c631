import { z } from 'zod';
import { typed } from './wire.js';

const ms = z.int().min(0);
const ramp = { delayMs: ms.default(0), rampUpMs: ms, plateauMs: ms, plateauVus: z.int().min(1) };

/** A knee of a custom curve: users are interpolated linearly between points (OctoPerf/thread-group, documented). */
export const ThreadGroupPoint = z.looseObject({ timeInMs: ms, threadsCount: z.int().min(0) });

/** Load shapes; every duration in milliseconds (entities.md §4.3, documented). */
export const UserProfileLoadRampUp = typed('UserProfileLoadRampUp', ramp);
export const UserProfileLoadRampUpThenRampDown = typed('UserProfileLoadRampUpThenRampDown', { ...ramp, rampDownMs: ms });
export const UserProfileLoadAscendingStairs = typed('UserProfileLoadAscendingStairs', { ...ramp, stepCount: z.int().min(1) });
export const UserProfileLoadCustom = typed('UserProfileLoadCustom', { points: z.array(ThreadGroupPoint).min(2) });
export const UserProfileLoad = z.discriminatedUnion('@type', [UserProfileLoadRampUp, UserProfileLoadRampUpThenRampDown, UserProfileLoadAscendingStairs, UserProfileLoadCustom]).meta({ id: 'UserProfileLoad' });
export type UserProfileLoad = z.infer<typeof UserProfileLoad>;

/** Planned length of a shape in milliseconds, its start delay included. */
export function durationOf(load: UserProfileLoad): number {
  switch (load['@type']) {
    case 'UserProfileLoadRampUp':
    case 'UserProfileLoadAscendingStairs':
      return load.delayMs + load.rampUpMs + load.plateauMs;
    case 'UserProfileLoadRampUpThenRampDown':
      return load.delayMs + load.rampUpMs + load.plateauMs + load.rampDownMs;
    case 'UserProfileLoadCustom':
      return Math.max(...load.points.map((point) => point.timeInMs));
  }
}

/** Most users a shape asks for at once. */
export function peakOf(load: UserProfileLoad): number {
  return load['@type'] === 'UserProfileLoadCustom' ? Math.max(...load.points.map((point) => point.threadsCount)) : load.plateauVus;
}
