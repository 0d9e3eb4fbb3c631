/** A generator of repeatable random numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** One of the files with, by turns, a byte replaced, up to 20 bytes cut out, or its head doubled. */
export function mangled(sources: readonly Buffer[], round: number, random: () => number): Buffer {
  const source = sources[round % sources.length] ?? Buffer.alloc(0);
  const at = Math.floor(random() * source.length);
  const bytes = Buffer.from(source);
  if (round % 3 === 0) bytes[at] = Math.floor(random() * 256);
  const cut = round % 3 === 1 ? 1 + Math.floor(random() * 20) : 0;
  return round % 3 === 2 ? Buffer.concat([bytes.subarray(0, at), bytes]) : Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + cut)]);
}
