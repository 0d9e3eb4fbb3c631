import { describe, expect, it } from 'vitest';
import { Allowance } from '../../../src/limits/allowance.js';

const NOW = 1_800_000_000_000;

describe('an allowance of 60 a minute, 5 at once', () => {
  it('gives five at once, then one each second, and says how long until the next', () => {
    const allowance = new Allowance(60, 5, 10);
    expect([1, 2, 3, 4, 5].map(() => allowance.take('a', 1, NOW))).toEqual([0, 0, 0, 0, 0]);
    expect(allowance.take('a', 1, NOW)).toBe(1_000);
    expect(allowance.take('a', 1, NOW + 400)).toBe(600);
    expect(allowance.take('a', 1, NOW + 1_000)).toBe(0);
    expect(allowance.take('a', 1, NOW + 1_000)).toBe(1_000);
  });

  it('a refused take takes nothing: whoever comes when told to is let in', () => {
    const allowance = new Allowance(60, 1, 10);
    allowance.take('a', 1, NOW);
    for (let index = 0; index < 100; index++) expect(allowance.take('a', 1, NOW + index)).toBe(1_000 - index);
    expect(allowance.take('a', 1, NOW + 1_000)).toBe(0);
  });

  it('is full again after a pause, and never fuller', () => {
    const allowance = new Allowance(60, 5, 10);
    for (let index = 0; index < 5; index++) allowance.take('a', 1, NOW);
    const later = NOW + 3_600_000;
    expect([1, 2, 3, 4, 5, 6].map(() => allowance.take('a', 1, later))).toEqual([0, 0, 0, 0, 0, 1_000]);
  });

  it('each key has its own', () => {
    const allowance = new Allowance(60, 1, 10);
    allowance.take('a', 1, NOW);
    expect(allowance.take('b', 1, NOW)).toBe(0);
    expect(allowance.wait('a', NOW)).toBe(1_000);
    expect(allowance.wait('c', NOW)).toBe(0);
  });

  it('a tenth costs a tenth', () => {
    const allowance = new Allowance(60, 1, 10);
    expect(Array.from({ length: 10 }, () => allowance.take('a', 0.1, NOW)).every((wait) => wait === 0)).toBe(true);
    expect(allowance.take('a', 0.1, NOW)).toBeCloseTo(100);
  });

  it('what is given back can be taken again, and leaves no trace where the bucket is full', () => {
    const allowance = new Allowance(60, 2, 10);
    allowance.take('a', 1, NOW);
    allowance.take('a', 1, NOW);
    allowance.giveBack('a', NOW);
    expect(allowance.take('a', 1, NOW)).toBe(0);
    expect(allowance.take('a', 1, NOW)).toBe(1_000);
    allowance.giveBack('a', NOW);
    allowance.giveBack('a', NOW);
    expect(allowance.size).toBe(0);
  });

  it('more than fits at all is given to a full bucket only', () => {
    const allowance = new Allowance(60, 5, 10);
    expect(allowance.take('a', 50, NOW)).toBe(0);
    expect(allowance.take('a', 50, NOW)).toBe(5_000);
  });

  it('holds no more keys than its capacity, and those in use among them', () => {
    const allowance = new Allowance(60, 1, 100);
    allowance.take('in use', 1, NOW);
    for (let index = 0; index < 10_000; index++) {
      allowance.take(`made up ${index}`, 1, NOW);
      expect(allowance.size).toBeLessThanOrEqual(100);
      if (index % 20 === 0) expect(allowance.wait('in use', NOW)).toBe(1_000);
    }
    expect(allowance.wait('made up 1', NOW)).toBe(0);
  });

  it('a rate of 0 bounds nothing and keeps nothing', () => {
    const allowance = new Allowance(0, 1, 100);
    for (let index = 0; index < 1_000; index++) expect(allowance.take('a', 1, NOW)).toBe(0);
    expect(allowance.size).toBe(0);
  });
});
