import type { Typeface } from './typefaces.js';

/** A stretch of text that one typeface can draw. */
export interface TextRun { readonly text: string; readonly face: string }

/** Marks and joiners belong to the letter before them. */
const FOLLOWER = /[\p{M}\p{Cf}\p{Variation_Selector}\p{Emoji_Modifier}]/u;
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;

/** For writers that know one font per text: the text in stretches, each with the id of the typeface that has its letters. */
export function textRuns(text: string, faces: readonly Typeface[]): TextRun[] {
  const runs: { text: string; face: string }[] = [];
  const first = faces[0]?.id ?? '';
  for (const letter of text.normalize('NFC')) {
    const last = runs.at(-1);
    const face = last !== undefined && FOLLOWER.test(letter) ? last.face : (faces.find(({ letters }) => letters.has(letter.codePointAt(0) ?? 0))?.id ?? last?.face ?? first);
    if (last?.face === face) last.text += letter;
    else runs.push({ text: letter, face });
  }
  return runs;
}

/**
 * For writers that set every line from left to right: words in the order they are seen, as the words of Arabic and Hebrew would else
 * be the wrong way round. Within a word the font does it. Best effort: a line that is broken reads from its lower part.
 */
export function visualOrder(text: string): string {
  if (!RIGHT_TO_LEFT.test(text)) return text;
  const words = text.split(/(\s+)/);
  const turned: string[] = [];
  let stretch: string[] = [];
  const flush = (): void => {
    const tail = stretch.length > 0 && /^\s*$/.test(stretch.at(-1) ?? '') ? [stretch.pop() ?? ''] : [];
    turned.push(...stretch.reverse(), ...tail);
    stretch = [];
  };
  for (const word of words) {
    if (RIGHT_TO_LEFT.test(word) || (stretch.length > 0 && /^\s*$/.test(word))) stretch.push(word);
    else { flush(); turned.push(word); }
  }
  flush();
  return turned.join('');
}
