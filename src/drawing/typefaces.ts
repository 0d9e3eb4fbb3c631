import { readFile } from 'node:fs/promises';
import subsetFont from 'subset-font';
import { lettersOf } from './font-letters.js';
import { renamed } from './font-name.js';
import { covers, type FontFile, fontFiles } from './font-files.js';

export type Weight = 400 | 700;

/** Letters of one font file in one weight, as a TrueType font that holds nothing else and is named by `id`. */
export interface Typeface { readonly id: string; readonly family: string; readonly weight: Weight; readonly letters: ReadonlySet<number>; readonly data: Buffer }

/** Drawn with any font, or with none: line ends, joiners and marks of direction. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Variation_Selector}]/u;
/** Every document needs them, whatever its texts are. */
const ALWAYS = ' 0123456789.,:;-–%/()…?';

/**
 * Fonts for exactly the letters of some texts: small enough to be put into a document or a picture, whatever the language. A letter
 * that no font has is left out, and shown as a box.
 */
export async function typefacesFor(texts: Iterable<string>, weights: readonly Weight[] = [400, 700]): Promise<Typeface[]> {
  const shares = new Map<FontFile, Set<number>>();
  const tried = new Map<number, number>();
  let missing = lettersIn(texts);
  while (missing.size > 0) {
    const wanted = byNextFile(missing, tried);
    missing = new Set();
    for (const [file, letters] of wanted) {
      const { letters: found } = await cutOut(file, letters, 400);
      for (const letter of letters) (found.has(letter) ? shareOf(shares, file) : missing).add(letter);
    }
  }
  const faces = await Promise.all([...shares].flatMap(([file, letters]) => weights.map((weight) => cutOut(file, letters, weight))));
  return faces.sort((left, right) => rankOf(left) - rankOf(right));
}

function shareOf(shares: Map<FontFile, Set<number>>, file: FontFile): Set<number> {
  const share = shares.get(file) ?? new Set();
  shares.set(file, share);
  return share;
}

const rankOf = ({ id }: Typeface): number => fontFiles().findIndex((file) => file.id === id);

function lettersIn(texts: Iterable<string>): Set<number> {
  const letters = new Set<number>();
  for (const text of [ALWAYS, ...texts]) {
    for (const letter of text.normalize('NFC')) if (!INVISIBLE.test(letter)) letters.add(letter.codePointAt(0) ?? 0);
  }
  return letters;
}

/** Which file to ask next for each letter: a file may claim a stretch of code points and lack some of it. Letters that no file is left for drop out. */
function byNextFile(letters: ReadonlySet<number>, tried: Map<number, number>): Map<FontFile, Set<number>> {
  const wanted = new Map<FontFile, Set<number>>();
  for (const letter of letters) {
    const from = (tried.get(letter) ?? -1) + 1;
    const index = fontFiles().findIndex((candidate, at) => at >= from && covers(candidate, letter));
    const file = fontFiles()[index];
    if (file === undefined) continue;
    tried.set(letter, index);
    shareOf(wanted, file).add(letter);
  }
  return wanted;
}

async function cutOut({ id, family, path }: FontFile, wanted: ReadonlySet<number>, weight: Weight): Promise<Typeface> {
  const data = await subsetFont(await readFile(path), String.fromCodePoint(...wanted), { targetFormat: 'truetype', variationAxes: { wght: weight } });
  const letters = new Set([...lettersOf(data)].filter((letter) => wanted.has(letter)));
  return { id, family, weight, letters, data: renamed(data, id, weight === 700 ? 'Bold' : 'Regular') };
}
