let last = 0;

/** A number greater than any given before by this process, close to epoch microseconds: keeps rows in the order they were added. */
export function rising(now: number = Date.now()): number {
  last = Math.max(last + 1, now * 1000);
  return last;
}
