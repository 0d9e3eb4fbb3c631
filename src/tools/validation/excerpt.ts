/** A part of a text: where it ends, and how long the whole is (UTF-16 code units). */
export interface Excerpt { readonly text: string; readonly end: number; readonly total: number }

/** At most `most` characters of a text from `start` on; a surrogate pair is never torn apart. */
export function excerpt(whole: string, start: number, most: number): Excerpt {
  const hard = Math.min(whole.length, start + most);
  const end = hard < whole.length && hard - start > 1 && isHighSurrogate(whole.charCodeAt(hard - 1)) ? hard - 1 : hard;
  return { text: whole.slice(start, end), end, total: whole.length };
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
