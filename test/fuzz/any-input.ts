import fc from 'fast-check';
import { readFileSync } from 'node:fs';

const fixtures = new URL('../fixtures/', import.meta.url);
export const fixture = (file: string): Buffer => readFileSync(new URL(file, fixtures));

/** Lengths at which reading a text again and again for each of its characters shows. */
const LONG = [100, 3_000, 20_000, 60_000] as const;

/** A text made to be read again and again: one or two of the words, over and over. */
export const stretched = (words: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...words), fc.constantFrom(...words), fc.boolean(), fc.constantFrom(...LONG)).map(([word, other, both, long]) => {
    const piece = both ? word + other : word;
    return piece.repeat(Math.ceil(long / Math.max(1, piece.length)));
  });

/** Words in any order, with any characters between them; one in forty is stretched, between whatever stands before and behind it. */
export function anyText(words: readonly string[], most = 40): fc.Arbitrary<string> {
  const some = fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) }), { maxLength: most }).map((parts) => parts.join(''));
  return fc.oneof({ weight: 39, arbitrary: some }, { weight: 1, arbitrary: fc.tuple(some, stretched(words), some).map((parts) => parts.join('')) });
}

/** Bytes of one of the files after one to four changes: bytes replaced, cut out, doubled, or one of the words put in. */
export function damaged(sources: readonly Buffer[], words: readonly string[]): fc.Arbitrary<Buffer> {
  const change = fc.record({ where: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(20), byte: fc.nat(255), word: fc.constantFrom(...words), how: fc.constantFrom('flip', 'cut', 'double', 'word', 'end') });
  return fc.tuple(fc.constantFrom(...sources), fc.array(change, { minLength: 1, maxLength: 4 })).map(([source, changes]) => changes.reduce((bytes, { where, length, byte, word, how }) => {
    const at = Math.floor(where * bytes.length);
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (how) {
      case 'flip': return Buffer.concat([head, Buffer.from([byte]), tail.subarray(1)]);
      case 'cut': return Buffer.concat([head, tail.subarray(length)]);
      case 'double': return Buffer.concat([head, bytes.subarray(Math.max(0, at - length * 10))]);
      case 'word': return Buffer.concat([head, Buffer.from(word), tail.subarray(length)]);
      case 'end': return byte % 8 === 0 ? head : bytes;
    }
  }, source));
}

/** A JSON of the files in which one to four values, wherever they stand, are another. */
export function changedJson(sources: readonly Buffer[], value: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> {
  const texts = sources.map((source) => source.toString('utf8').replace(/^\ufeff/, ''));
  return fc.tuple(fc.constantFrom(...texts), fc.array(fc.tuple(fc.nat(), value), { minLength: 1, maxLength: 4 })).map(([text, changes]) => {
    const root = { whole: JSON.parse(text) as unknown };
    for (const [number, replacement] of changes) {
      const places: [object, string][] = [];
      const collect = (holder: object): void => { for (const [key, inner] of Object.entries(holder)) { places.push([holder, key]); if (typeof inner === 'object' && inner !== null) collect(inner as object); } };
      collect(root);
      const [holder, key] = places[number % places.length] ?? [root, 'whole'];
      Object.defineProperty(holder, key, { value: replacement, enumerable: true, configurable: true, writable: true });
    }
    return Buffer.from(JSON.stringify(root.whole));
  });
}

/** What a grammar allows: `atoms`, put together by the rules (`$` in a rule stands for another piece), at most `depth` deep. */
export function sentences(atoms: readonly string[], rules: readonly string[], depth = 4): fc.Arbitrary<string> {
  const { piece } = fc.letrec<{ piece: string }>((tie) => ({
    piece: fc.oneof({ maxDepth: depth, depthSize: 'medium' }, fc.constantFrom(...atoms), fc.constantFrom(...rules).chain((rule) => fc.tuple(...rule.split('$').slice(1).map(() => tie('piece'))).map((parts) => rule.replace(/\$/g, () => parts.shift() ?? '')))),
  }));
  return piece;
}

/** Values that a file should not hold where another belongs. */
export function oddValue(texts: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 3, arbitrary: texts }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) }, { weight: 2, arbitrary: fc.constantFrom<unknown>(null, 0, -1, 1e308, 65_536, '', [], {}, [null], [[[]]], true, false, { length: 5 }, '__proto__') });
}
