import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A font file of a package, and the code points it has letters for (both ends included). */
export interface FontFile { readonly id: string; readonly family: string; readonly path: string; readonly ranges: readonly (readonly [number, number])[] }

/** In the order in which a letter is looked for. All under the SIL Open Font License; one file with all weights per stretch of code points. */
const PACKAGES: readonly (readonly [name: string, family: string])[] = [
  ['noto-sans', 'Noto Sans'], ['noto-sans-arabic', 'Noto Sans Arabic'], ['noto-sans-hebrew', 'Noto Sans Hebrew'], ['noto-sans-thai', 'Noto Sans Thai'],
  ['noto-sans-sc', 'Noto Sans SC'], ['noto-sans-kr', 'Noto Sans KR'], ['noto-emoji', 'Noto Emoji'],
];

let files: readonly FontFile[] | undefined;

/** Every font file that came with this installation. */
export function fontFiles(): readonly FontFile[] {
  files ??= PACKAGES.flatMap(([name, family]) => filesOf(name, family));
  return files;
}

function filesOf(name: string, family: string): FontFile[] {
  const folder = dirname(createRequire(import.meta.url).resolve(`@fontsource-variable/${name}/package.json`));
  const subsets = JSON.parse(readFileSync(join(folder, 'unicode.json'), 'utf8')) as Record<string, string>;
  return Object.entries(subsets).reverse().map(([key, ranges]) => {
    const subset = key.replace(/^\[(.*)\]$/, '$1');
    return { id: `${name}-${subset}`, family, path: join(folder, 'files', `${name}-${subset}-wght-normal.woff2`), ranges: ranges.split(',').map(rangeOf) };
  });
}

function rangeOf(text: string): readonly [number, number] {
  const [first = '', last = first] = text.trim().replace(/^U\+/i, '').split('-');
  return [parseInt(first, 16), parseInt(last, 16)];
}

export const covers = ({ ranges }: FontFile, codePoint: number): boolean => ranges.some(([first, last]) => codePoint >= first && codePoint <= last);
