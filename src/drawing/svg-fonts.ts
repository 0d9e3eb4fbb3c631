import { type SvgText, svgText, withTexts } from './svg-texts.js';
import type { Outliner } from './text-outlines.js';

/** From the baseline to the middle of a line, in sizes. */
const HALF_HEIGHT = 0.35;

/** Where a text begins and its baseline lies, whatever it was anchored by. */
export function startOf({ anchor, central, x, y, size }: SvgText, width: number): { left: number; baseline: number } {
  return { left: anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2, baseline: central ? y + size * HALF_HEIGHT : y };
}

/** An SVG of ECharts for writers of documents that know one font per text: each stretch of letters becomes a text of its own, in its place. */
export function withFonts(svg: string, outliner: Outliner): string {
  return withTexts(svg, (text) => {
    const { runs, width } = outliner.placed(text.text, text.size, text.weight);
    const { left, baseline } = startOf(text, width);
    const stretches = runs.map((run) => `<text x="${rounded(left + run.x)}" y="${rounded(baseline)}" font-family="${run.face}" font-size="${text.size}" font-weight="${text.weight}">${svgText(run.text)}</text>`);
    return `<g ${text.attributes}>${stretches.join('')}</g>`;
  });
}

const rounded = (figure: number): number => Math.round(figure * 100) / 100;
