import type { InsightId, PieValues } from '../../../contract/report-values.js';
import { made, percentOf, type Finding, type Findings, type Ground } from './finding.js';

/** Formats that compress pictures as well as can be expected; SVG is text. */
const NEW_IMAGES = /^image\/(webp|avif|jxl|svg\+xml)$/;
const PARTS: readonly (readonly [id: InsightId, matches: (mediaType: string) => boolean])[] = [
  ['THROUGHPUT_IMAGE_NEW_FORMAT', (type) => type.startsWith('image/') && !NEW_IMAGES.test(type)],
  ['THROUGHPUT_IMAGE_OPTIMIZE', (type) => type.startsWith('image/')],
  ['THROUGHPUT_CSS', (type) => type === 'text/css'],
  ['THROUGHPUT_JAVASCRIPT', (type) => /^(text|application)\/(x-)?(java|ecma)script$/.test(type)],
];

/** What the received bytes consist of. @param bytes received bytes by media type; without any nothing can be said. */
export function throughputFindings({ items }: Ground, bytes: PieValues[number]): Findings {
  const entries = Object.entries(bytes);
  const all = entries.reduce((sum, [, size]) => sum + size, 0);
  const more = items.pie('Throughput by media type', items.metric('HTTP_MEDIA_TYPES_THROUGHPUT', 'WEB'));
  return made(Object.fromEntries(PARTS.map(([id, matches]): [InsightId, Finding | undefined] => {
    const value = percentOf(entries.reduce((sum, [type, size]) => sum + (matches(type) ? size : 0), 0), all);
    return [id, value === undefined ? undefined : { value, more }];
  })));
}
