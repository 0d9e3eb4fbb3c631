import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { startOf } from './svg-fonts.js';
import { type SvgText, textsOf, withTexts } from './svg-texts.js';
import { Outliner } from './text-outlines.js';
import { typefacesFor } from './typefaces.js';

let ready: Promise<void> | undefined;

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

function shapeOf(text: SvgText, outliner: Outliner): string {
  const { path, width } = outliner.outline(text.text, text.size, text.weight);
  const { left, baseline } = startOf(text, width);
  return `<g ${text.attributes}><path transform="translate(${left} ${baseline})" d="${path}"/></g>`;
}
