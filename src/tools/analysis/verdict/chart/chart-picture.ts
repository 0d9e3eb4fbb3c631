import type { ChartInput, Look } from '../../../../charts/chart-input.js';
import { chartOption } from '../../../../charts/chart-option.js';

/** A picture costs the tokens of its pixels, and its bytes travel in the answer. */
const MOST_BYTES = 100_000;
/** Pixels per unit, the sharpest first. */
const ZOOMS = [1.5, 1, 0.7];

export interface ChartPicture { readonly png: Uint8Array; readonly width: number; readonly height: number }

/** The chart as a PNG; the sharpest that stays below 100 kB. Undefined where the values are not those of a chart. */
export async function chartPicture(input: ChartInput, look: Look, width: number): Promise<ChartPicture | undefined> {
  const height = Math.round(Math.min(600, Math.max(260, width * 0.45)));
  const option = chartOption(input, look, { still: true, titled: true, width });
  if (option === undefined) return undefined;
  // Loaded by the first picture: the drawing libraries take more memory than all the rest of a bridge that never draws.
  const [{ chartSvg }, { pngOf }] = await Promise.all([import('../../../../charts/chart-svg.js'), import('../../../../drawing/png-picture.js')]);
  const svg = chartSvg(option, width, height);
  let drawn: ChartPicture | undefined;
  for (const zoom of ZOOMS) {
    drawn = { png: await pngOf(svg, zoom), width: Math.round(width * zoom), height: Math.round(height * zoom) };
    if (drawn.png.length <= MOST_BYTES) break;
  }
  return drawn;
}
