import type { Weight } from './typefaces.js';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const TEXT = /<text\b([^>]*)>([^<]*)<\/text>/g;

/** One text of an SVG that ECharts drew: what it says, and how it is set. `attributes` = the others, such as its fill and place. */
export interface SvgText {
  readonly text: string;
  readonly size: number;
  readonly weight: Weight;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly central: boolean;
  readonly x: number;
  readonly y: number;
  readonly attributes: string;
}

/** The texts that an SVG of ours shows. */
export function textsOf(svg: string): string[] {
  return [...svg.matchAll(TEXT)].map(([, , text = '']) => unescaped(text));
}

/** The SVG with each text replaced by what `draw` makes of it. */
export function withTexts(svg: string, draw: (text: SvgText) => string): string {
  return svg.replace(TEXT, (_, attributes: string, text: string) => draw(readText(attributes, unescaped(text))));
}

function readText(attributes: string, text: string): SvgText {
  const anchor = attributeOf(attributes, 'text-anchor');
  const bold = /font-weight:\s*(bold|[6-9]00)/.test(attributes);
  return {
    text,
    size: Number(/font-size:\s*([\d.]+)px/.exec(attributes)?.[1] ?? 12),
    weight: bold ? 700 : 400,
    anchor: anchor === 'middle' || anchor === 'end' ? anchor : 'start',
    central: attributeOf(attributes, 'dominant-baseline') === 'central',
    x: Number(attributeOf(attributes, 'x') ?? 0),
    y: Number(attributeOf(attributes, 'y') ?? 0),
    attributes: ['transform', 'fill', 'fill-opacity', 'opacity'].flatMap((name) => { const value = attributeOf(attributes, name); return value === undefined ? [] : [`${name}="${value}"`]; }).join(' '),
  };
}

const attributeOf = (attributes: string, name: string): string | undefined => new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole: string, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return hex !== undefined ? String.fromCodePoint(parseInt(hex, 16)) : (ENTITIES[name ?? ''] ?? whole);
  });
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text with its special letters written so that it can stand in an SVG. */
export const svgText = (text: string): string => text.replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? letter);
