/** `12 %`, `0.4 %`: a share 0..1 as people read it. */
export const percent = (share: number): string => `${rounded(100 * share)} %`;
/** Milliseconds without digits nobody needs. */
export const ms = (value: number): string => `${rounded(value)} ms`;
export const quoted = (name: string): string => JSON.stringify(name);
/** `1 error`, `2 errors`. */
export const counted = (count: number, noun: string): string => `${Math.round(count)} ${noun}${Math.round(count) === 1 ? '' : 's'}`;

/** Three digits below a hundred, whole numbers above. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** How long after the start of the run, as `95 s` or `12 min`. */
export function after(moment: number, start: number): string {
  const seconds = Math.max(0, Math.round((moment - start) / 1000));
  return seconds < 180 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
