import { create, type Font } from 'fontkit';
import { type TextRun, textRuns, visualOrder } from './text-runs.js';
import type { Typeface, Weight } from './typefaces.js';

/** A line of text as shapes: the `d` of a path in pixels from the start of its baseline, and how wide it is. */
export interface Outline { readonly path: string; readonly width: number }

/** Draws texts with given typefaces; keeps them open, as one picture has many texts. */
export class Outliner {
  private readonly fonts = new Map<string, Font>();

  constructor(private readonly faces: readonly Typeface[]) {}

  /** The text in that size (pixels) and weight, its letters joined and ordered as its script wants. */
  outline(text: string, size: number, weight: Weight): Outline {
    let width = 0;
    const parts: string[] = [];
    for (const run of textRuns(visualOrder(text), this.faces)) {
      const font = this.font(run.face, weight);
      if (font === undefined) continue;
      const scale = size / font.unitsPerEm;
      const { glyphs, positions } = font.layout(run.text);
      glyphs.forEach((glyph, index) => {
        const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
        const shape = glyph.path.transform(scale, 0, 0, -scale, width + xOffset * scale, -yOffset * scale).toSVG();
        if (shape !== '') parts.push(shape.replace(/\d+\.\d+/g, (figure) => String(Math.round(Number(figure) * 100) / 100)));
        width += xAdvance * scale;
      });
    }
    return { path: parts.join(''), width };
  }

  /** The stretches of a text as they stand in a line, without the spaces around them; `x` in pixels from its start. */
  placed(text: string, size: number, weight: Weight): { readonly runs: readonly (TextRun & { readonly x: number })[]; readonly width: number } {
    let width = 0;
    const runs = textRuns(visualOrder(text), this.faces).map(({ text: stretch, face }) => {
      const lead = stretch.length - stretch.trimStart().length;
      const x = width + this.widthOf(stretch.slice(0, lead), face, size, weight);
      width += this.widthOf(stretch, face, size, weight);
      return { text: stretch.trim(), face, x };
    });
    return { runs: runs.filter((run) => run.text !== ''), width };
  }

  private widthOf(text: string, face: string, size: number, weight: Weight): number {
    const font = this.font(face, weight);
    return font === undefined || text === '' ? 0 : (font.layout(text).advanceWidth * size) / font.unitsPerEm;
  }

  private font(id: string, weight: Weight): Font | undefined {
    const name = `${id} ${weight}`;
    const known = this.fonts.get(name);
    if (known !== undefined) return known;
    const face = this.faces.find((candidate) => candidate.id === id && candidate.weight === weight);
    if (face === undefined) return undefined;
    const font = create(face.data) as Font;
    this.fonts.set(name, font);
    return font;
  }
}
