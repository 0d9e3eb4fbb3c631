import { describe, expect, it } from 'vitest';
import { incompleteBeta, logGamma, normalQuantile, normalTwoSided, studentTwoSided } from '../../../../src/tools/analysis/verdict/statistics/probability.js';
import { autocorrelation, changeOf, deviation, mean, median, risesSteadily, robustDeviation, sampleOf } from '../../../../src/tools/analysis/verdict/statistics/sequence.js';
import { holm, proportions, welch, wilson } from '../../../../src/tools/analysis/verdict/statistics/tests.js';
import { autoregression, normal, randomOf } from './random.js';

describe('probabilities', () => {
  it('are those of the tables', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10);
    expect(incompleteBeta(0.5, 2, 3)).toBeCloseTo(0.6875, 12);
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
    // t tables: 0.05 two-sided.
    for (const [degrees, t] of [[1, 12.706], [5, 2.5706], [10, 2.2281], [30, 2.0423], [120, 1.9799]] as const) expect(studentTwoSided(t, degrees)).toBeCloseTo(0.05, 4);
    expect(normalTwoSided(1.959964)).toBeCloseTo(0.05, 6);
    expect(normalTwoSided(3.290527)).toBeCloseTo(0.001, 6);
    expect(normalQuantile(0.05)).toBeCloseTo(1.959964, 5);
    expect(normalQuantile(0.01)).toBeCloseTo(2.575829, 5);
    expect(normalTwoSided(0)).toBe(1);
  });
});

describe('tests', () => {
  it('Welch: known values', () => {
    // By hand: t = 2.16 / sqrt(2.79² / 15 + 1.38² / 15) = 2.6876 on 20.46 degrees of freedom.
    expect(welch({ mean: 20.82, deviation: 2.79, count: 15 }, { mean: 22.98, deviation: 1.38, count: 15 })).toBeCloseTo(studentTwoSided(2.6876, 20.46), 4);
    expect(welch({ mean: 5, deviation: 1, count: 10 }, { mean: 5, deviation: 1, count: 10 })).toBe(1);
    expect(welch({ mean: 5, deviation: 0, count: 10 }, { mean: 6, deviation: 0, count: 10 })).toBe(0);
    expect(welch({ mean: 5, deviation: 1, count: 1 }, { mean: 50, deviation: 1, count: 100 })).toBe(1);
  });

  it('shares: known values', () => {
    // z = (0.45 - 0.30 - 0.01) / sqrt(0.375 * 0.625 * 2 / 100) = 2.04482
    expect(proportions({ part: 45, whole: 100 }, { part: 30, whole: 100 })).toBeCloseTo(normalTwoSided(2.04482), 5);
    // Fisher's tea: 3 of 4 against 1 of 4, two-sided 0.4857.
    expect(proportions({ part: 3, whole: 4 }, { part: 1, whole: 4 })).toBeCloseTo(0.485714, 6);
    expect(proportions({ part: 0, whole: 50 }, { part: 5, whole: 50 })).toBeCloseTo(0.0563, 4);
    expect(proportions({ part: 0, whole: 50 }, { part: 0, whole: 5000 })).toBe(1);
    expect(proportions({ part: 1, whole: 0 }, { part: 3, whole: 9 })).toBe(1);
    const { low, high } = wilson({ part: 8, whole: 10 }, 1.959964);
    expect([low, high]).toEqual([expect.closeTo(0.4902, 4), expect.closeTo(0.9433, 4)]);
    expect(wilson({ part: 0, whole: 0 }, 2)).toEqual({ low: 0, high: 1 });
  });

  it('Holm: known values, in the order of the tests', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Math.round(p * 1000) / 1000)).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  it('give at most 5 % false alarms on runs that are alike, neighbours alike or not', () => {
    for (const likeness of [0, 0.3, 0.6]) {
      const random = randomOf(42 + likeness * 10);
      const alarms = Array.from({ length: 1000 }, () => welch(sampleOf(autoregression(random, 20, 100, 10, likeness)), sampleOf(autoregression(random, 20, 100, 10, likeness)))).filter((p) => p < 0.05).length;
      expect(alarms, `likeness ${likeness}`).toBeLessThanOrEqual(50);
    }
  });

  it('give at most 5 % false alarms on shares that are alike, rare ones included', () => {
    const random = randomOf(7);
    for (const [share, whole] of [[0.002, 300], [0.02, 500], [0.2, 100]] as const) {
      const draw = (): { part: number; whole: number } => ({ part: Array.from({ length: whole }, random).filter((value) => value < share).length, whole });
      const alarms = Array.from({ length: 400 }, () => proportions(draw(), draw())).filter((p) => p < 0.05).length;
      expect(alarms, `${share} of ${whole}`).toBeLessThanOrEqual(20);
    }
  });

  it('find a slowdown of 20 % in nearly all runs whose blocks spread by 10 %', () => {
    const random = randomOf(3);
    const found = Array.from({ length: 500 }, () => welch(sampleOf(autoregression(random, 20, 100, 10, 0)), sampleOf(autoregression(random, 20, 120, 10, 0)))).filter((p) => p * 20 < 0.05).length;
    expect(found).toBeGreaterThanOrEqual(450);
  });
});

describe('sequences', () => {
  it('have a middle, a spread and a likeness of neighbours', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, NaN]);
    expect(robustDeviation([1, 2, 3, 4, 5, 6, 7, 8, 1000])).toBeCloseTo(1.4826 * 2, 6);
    expect([mean([1, 2, 3]), deviation([1, 2, 3]), deviation([1])]).toEqual([2, 1, 0]);
    expect(autocorrelation([1, -1, 1, -1, 1, -1])).toBeLessThan(-0.7);
    expect(autocorrelation([1, 2, 3, 4, 5, 6, 7, 8])).toBeGreaterThan(0.5);
    expect([autocorrelation([5, 5, 5, 5]), autocorrelation([1, 2])]).toEqual([0, 0]);
    expect(sampleOf([1, 2, 3, 4, 5, 6, 7, 8]).count).toBeLessThan(3);
    expect(sampleOf([1, -1, 1, -1, 1, -1, 1, -1]).count).toBe(8);
  });

  it('change where they change', () => {
    const random = randomOf(11);
    const step = Array.from({ length: 30 }, (_, index) => 100 + normal(random) * 5 + (index >= 18 ? 30 : 0));
    expect(changeOf(step, 4)).toMatchObject({ index: 18 });
    expect(changeOf(step, 4)?.p).toBeLessThan(0.001);
    expect(risesSteadily(step, 18)).toBe(false);
    const drift = Array.from({ length: 30 }, (_, index) => 100 + normal(random) * 5 + index * 4);
    expect(risesSteadily(drift, changeOf(drift, 4)?.index ?? 0)).toBe(true);
    expect(changeOf([1, 2, 3], 2)).toBeUndefined();
  });

  it('do not change because of one wild value, and rarely by chance', () => {
    expect(changeOf(Array.from({ length: 20 }, (_, index) => (index === 12 ? 9000 : 100 + (index % 3))), 4)?.p).toBeGreaterThan(0.05);
    const random = randomOf(5);
    const alarms = Array.from({ length: 500 }, () => changeOf(Array.from({ length: 24 }, () => normal(random)), 4)?.p ?? 1).filter((p) => p < 0.01).length;
    expect(alarms).toBeLessThanOrEqual(5);
  });
});
