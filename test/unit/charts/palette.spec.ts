import { describe, expect, it } from 'vitest';
import { PALETTES } from '../../../src/charts/palette.js';

type Rgb = readonly [number, number, number];
/** Machado, Oliveira and Fernandes 2009: full dichromacy, on linear RGB. */
const EYES: Readonly<Record<string, readonly Rgb[]>> = {
  'all cones': [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
};
const linear = (hex: string): Rgb => [1, 3, 5].map((at) => { const part = parseInt(hex.slice(at, at + 2), 16) / 255; return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; }) as unknown as Rgb;
const seen = (colour: Rgb, eye: readonly Rgb[]): Rgb => eye.map((row) => Math.min(1, Math.max(0, row[0] * colour[0] + row[1] * colour[1] + row[2] * colour[2]))) as unknown as Rgb;
const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [x, y, z] = [f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047), f(luminance([r, g, b])), f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const distance = (left: Rgb, right: Rgb): number => Math.hypot(...left.map((part, index) => part - (right[index] ?? 0)));

describe.each(Object.entries(PALETTES))('palette %s', (_, { paper, ink, soft, series }) => {
  const contrast = (colour: string): number => { const [low, high] = [luminance(linear(colour)), luminance(linear(paper))].sort((a, b) => a - b); return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05); };

  it('has texts at 4.5:1 and series at 3:1 on its paper', () => {
    for (const text of [ink, soft]) expect(contrast(text), text).toBeGreaterThanOrEqual(4.5);
    for (const colour of series) expect(contrast(colour), colour).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.entries(EYES))('keeps the first five series apart for %s', (_eye, matrix) => {
    const shown = series.slice(0, 5).map((colour) => lab(seen(linear(colour), matrix)));
    for (const [index, one] of shown.entries()) for (const other of shown.slice(index + 1)) expect(distance(one, other)).toBeGreaterThan(14);
  });
});
