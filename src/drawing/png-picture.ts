import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type SvgText, textsOf, withTexts } from './svg-texts.js';
import { Outliner } from './text-outlines.js';
import { typefacesFor } from './typefaces.js';

let ready: Promise<void> | undefined;

/** From the baseline to the middle of a line, in sizes. */
const HALF_HEIGHT = 0.35;

/**
 * An SVG that ECharts drew as PNG bytes, texts in any language drawn with fonts of our own: nothing is taken from the machine. Texts
 * become shapes first, as the renderer loses texts that need more than one font.
 * @param zoom pixels per unit of the SVG
 */
export async function pngOf(svg: string, zoom = 1): Promise<Uint8Array> {
  ready ??= start();
  await ready;
  const outliner = new Outliner(await typefacesFor(textsOf(svg)));
  const picture = new Resvg(withTexts(svg, (text) => shapeOf(text, outliner)), { fitTo: { mode: 'zoom', value: zoom }, font: { loadSystemFonts: false } });
  try {
    const image = picture.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    picture.free();
  }
}

async function start(): Promise<void> {
  await initWasm(await readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));
}

function shapeOf({ text, size, weight, anchor, central, x, y, attributes }: SvgText, outliner: Outliner): string {
  const { path, width } = outliner.outline(text, size, weight);
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return `<g ${attributes}><path transform="translate(${left} ${central ? y + size * HALF_HEIGHT : y})" d="${path}"/></g>`;
}
