/** A number in [low, high]; `low` when the bounds are the wrong way round. */
export const randomBetween = (low: number, high: number, random: () => number = Math.random): number => low + Math.max(0, high - low) * random();

/** A whole number in [low, high], even odds. */
export const randomWhole = (low: number, high: number, random: () => number = Math.random): number => Math.floor(low + random() * (Math.max(low, high) - low + 1));

/** A number of a normal distribution (Box-Muller). */
export function gaussian(mean: number, deviation: number): number {
  return mean + deviation * Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

/** A shuffled copy, every order as likely. */
export function shuffled<T>(list: readonly T[], random: () => number = Math.random): T[] {
  return list.map((value) => ({ value, at: random() })).sort((a, b) => a.at - b.at).map(({ value }) => value);
}

/** Repeatable numbers in [0, 1) from a seed (mulberry32, public domain algorithm). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
