import { create, type Font } from 'fontkit';
import { describe, expect, it } from 'vitest';
import { lettersOf } from '../../../src/drawing/font-letters.js';
import { pngOf } from '../../../src/drawing/png-picture.js';
import { textRuns, visualOrder } from '../../../src/drawing/text-runs.js';
import { Outliner } from '../../../src/drawing/text-outlines.js';
import { typefacesFor } from '../../../src/drawing/typefaces.js';

const MANY = 'Łódź Отчёт Ελλάδα مرحبا שלום हिन्दी ไทย 购物车 かな 한국어 ✅ 🚀';

describe('typefacesFor', () => {
  it('finds every letter once, in fonts small enough for a document', async () => {
    const faces = await typefacesFor([MANY]);
    const regular = faces.filter(({ weight }) => weight === 400);
    for (const letter of MANY.replaceAll(' ', '')) {
      const codePoint = letter.codePointAt(0) ?? 0;
      expect(regular.filter(({ letters }) => letters.has(codePoint)), letter).toHaveLength(1);
    }
    expect(new Set(faces.map(({ id, weight }) => `${id} ${weight}`)).size).toBe(faces.length);
    expect(faces.reduce((sum, { data }) => sum + data.length, 0)).toBeLessThan(150_000);
  });

  it('gives fonts that their letters can be read from, each under a name of its own', async () => {
    for (const { id, data, letters } of await typefacesFor(['Ж'], [700])) {
      const font = create(data) as Font;
      expect(font.familyName).toBe(id);
      expect([...lettersOf(data)].sort()).toEqual(font.characterSet.filter((letter) => letter !== 0xffff).sort());
      for (const letter of letters) expect(font.hasGlyphForCodePoint(letter)).toBe(true);
    }
  });
});

describe('textRuns and visualOrder', () => {
  it('splits a text by the font of its letters and loses nothing', async () => {
    const faces = await typefacesFor([MANY, 'aЖ'], [400]);
    expect(textRuns(MANY, faces).map(({ text }) => text).join('')).toBe(MANY.normalize('NFC'));
    expect(textRuns('aЖ', faces).map(({ face }) => face)).toEqual(['noto-sans-latin', 'noto-sans-cyrillic']);
  });

  it('turns words that are read from the right, and leaves the others', () => {
    expect(visualOrder('one two')).toBe('one two');
    expect(visualOrder('שלום עולם')).toBe('עולם שלום');
    expect(visualOrder('Run: שלום עולם (2)')).toBe('Run: עולם שלום (2)');
  });

  it('joins Arabic letters: a word is narrower than its letters alone', async () => {
    const outliner = new Outliner(await typefacesFor(['مرحبا'], [400]));
    const alone = [...'مرحبا'].reduce((sum, letter) => sum + outliner.outline(letter, 16, 400).width, 0);
    expect(outliner.outline('مرحبا', 16, 400).width).toBeLessThan(alone);
  });
});

describe('pngOf', () => {
  it('draws a PNG of the size asked for; a text adds ink where it stands', async () => {
    const svg = (text: string): string => `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="120" height="40" fill="#ffffff"/><text dominant-baseline="central" text-anchor="middle" style="font-size:12px" transform="translate(60 20)" fill="#000000">${text}</text></svg>`;
    const [empty, full] = await Promise.all([pngOf(svg(''), 2), pngOf(svg('购 مرحبا Ж &amp;'), 2)]);
    expect(Buffer.from(full.subarray(0, 8)).toString('hex')).toBe('89504e470d0a1a0a');
    const header = Buffer.from(full);
    expect([header.readUInt32BE(16), header.readUInt32BE(20)]).toEqual([240, 80]);
    expect(full.length).toBeGreaterThan(empty.length * 2);
  });
});
