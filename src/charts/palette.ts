import type { Look } from './chart-input.js';

/** Colours of a look; every series colour stands out from its paper by at least 3:1 and from its neighbours for colour-blind eyes. */
export interface Palette { readonly paper: string; readonly ink: string; readonly soft: string; readonly line: string; readonly series: readonly string[] }

/** Chosen by the least distance that any two of the first six keep for eyes without red or green cones (CIELAB, 24 and more). */
const ON_WHITE = ['#0072B2', '#D55E00', '#00A39B', '#882255', '#332288', '#A01020', '#333333', '#7A3E00'];
/** Okabe and Ito's hues, light enough for a dark page. */
const ON_DARK = ['#56B4E9', '#FF9B50', '#2CCB9B', '#F0E442', '#FF7B7B', '#B7A8FF', '#E39BCB', '#D0D0D0'];

export const PALETTES: Readonly<Record<Look, Palette>> = {
  light: { paper: '#ffffff', ink: '#16202e', soft: '#556274', line: '#dfe4eb', series: ON_WHITE },
  dark: { paper: '#18202a', ink: '#e8edf4', soft: '#a3b0c2', line: '#2d3947', series: ON_DARK },
  print: { paper: '#ffffff', ink: '#111111', soft: '#444444', line: '#dddddd', series: ON_WHITE },
};

/** Lines beyond the colours are told apart by their strokes. */
const STROKES = ['solid', 'dashed', 'dotted'] as const;

/** Colour and stroke of the series at that place. */
export function strokeAt(palette: Palette, index: number): { readonly color: string; readonly type: (typeof STROKES)[number] } {
  const { series } = palette;
  return { color: series[index % series.length] ?? palette.ink, type: STROKES[Math.floor(index / series.length) % STROKES.length] ?? 'solid' };
}
