/** Numbers from 0 to 1 that are the same at each run (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = Math.floor(seed * 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A standard normal value (Box and Muller). */
export const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** So many values around a mean, each resembling the one before it by `likeness` (0..1), with that standard deviation. */
export function autoregression(random: () => number, count: number, mean: number, deviation: number, likeness: number): number[] {
  let state = normal(random);
  return Array.from({ length: count }, () => {
    state = likeness * state + Math.sqrt(1 - likeness ** 2) * normal(random);
    return mean + deviation * state;
  });
}
