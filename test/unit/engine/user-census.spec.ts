import { expect, it } from 'vitest';
import { UserCensus } from '../../../src/local/engine/load/user-census.js';

const counts = (rows: readonly { second: number; users: number }[]): number[][] => rows.map(({ second, users }) => [second, users]);

it('says how many users were there when a second ended, though it is asked long after they left', () => {
  const census = new UserCensus(['p'], { region: 'local', injectorId: 'i' });
  census.begin(10_200);
  for (const at of [10_200, 10_300, 10_400]) census.enter(0, at);
  for (const at of [12_100, 12_100, 12_150]) census.leave(0, at);
  expect(counts(census.takeSeconds(15_000))).toEqual([[10, 3], [11, 3], [12, 0], [13, 0], [14, 0]]);
  expect(counts(census.takeAll(15_500))).toEqual([[15, 0]]);
});

it('shows the most users of the second in which the run ends', () => {
  const census = new UserCensus(['p'], { region: 'local', injectorId: 'i' });
  census.begin(10_000);
  census.enter(0, 10_100);
  census.enter(0, 10_200);
  census.leave(0, 10_800);
  census.leave(0, 10_900);
  expect(counts(census.takeAll(10_950))).toEqual([[10, 2]]);
});
