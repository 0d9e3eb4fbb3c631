/** A line or its ground truth: [seconds, value]. */
export type Points = readonly (readonly [number, number])[];
export interface Panel { readonly title: string; readonly note: string; readonly asked: Points; readonly measured: Points; readonly unit: string; readonly names: readonly [string, string] }

const [WIDTH, HEIGHT, GAP, TOP] = [1280, 960, 24, 64];
const [ASKED, MEASURED, INK, FAINT] = ['#f2a65a', '#1f5fbf', '#22303c', '#d9e0e6'];

/** The panels as one SVG: the last one wide at the bottom, the others in two columns above it. */
export function picture(title: string, panels: readonly Panel[]): string {
  const upper = panels.length - 1;
  const rows = Math.ceil(upper / 2) + 1;
  const [wide, narrow, high] = [WIDTH - 2 * GAP, (WIDTH - 3 * GAP) / 2, (HEIGHT - TOP - GAP * rows) / rows];
  const drawn = panels.map((panel, at) => {
    const y = TOP + Math.floor(at / 2) * (high + GAP);
    return at < upper ? drawPanel(panel, { x: GAP + (at % 2) * (narrow + GAP), y, width: narrow, height: high }) : drawPanel(panel, { x: GAP, y: TOP + (rows - 1) * (high + GAP), width: wide, height: high });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="DejaVu Sans, Arial, sans-serif"><rect width="100%" height="100%" fill="#fff"/><text x="${GAP}" y="40" font-size="22" font-weight="bold" fill="${INK}">${escaped(title)}</text>${drawn.join('')}</svg>`;
}

interface Frame { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

function drawPanel({ title, note, asked, measured, unit, names }: Panel, { x, y, width, height }: Frame): string {
  const [left, right, top, bottom] = [x + 46, x + width - 8, y + 58, y + height - 26];
  const most = nice(Math.max(1, ...asked.map(([, value]) => value), ...measured.map(([, value]) => value)));
  const last = Math.max(...asked.map(([at]) => at), ...measured.map(([at]) => at));
  const across = (seconds: number): number => left + ((right - left) * seconds) / last;
  const up = (value: number): number => bottom - ((bottom - top) * value) / most;
  const path = (points: Points): string => points.map(([at, value], index) => `${index === 0 ? 'M' : 'L'}${across(at).toFixed(1)} ${up(value).toFixed(1)}`).join('');
  const levels = [0, 0.25, 0.5, 0.75, 1].map((share) => `<line x1="${left}" x2="${right}" y1="${up(share * most)}" y2="${up(share * most)}" stroke="${FAINT}"/><text x="${left - 6}" y="${up(share * most) + 4}" font-size="11" text-anchor="end" fill="${INK}">${share * most}</text>`);
  const times = Array.from({ length: Math.floor(last / 10) + 1 }, (_, at) => at * 10).map((seconds) => `<text x="${across(seconds)}" y="${bottom + 17}" font-size="11" text-anchor="middle" fill="${INK}">${seconds} s</text>`);
  const key = `<rect x="${right - 250}" y="${y + 8}" width="18" height="5" fill="${ASKED}"/><text x="${right - 226}" y="${y + 15}" font-size="12" fill="${INK}">${escaped(names[0])}</text><circle cx="${right - 118}" cy="${y + 11}" r="3.5" fill="${MEASURED}"/><text x="${right - 108}" y="${y + 15}" font-size="12" fill="${INK}">${escaped(names[1])}</text>`;
  return `<g><text x="${x + 4}" y="${y + 16}" font-size="15" font-weight="bold" fill="${INK}">${escaped(title)}</text><text x="${x + 4}" y="${y + 34}" font-size="12" fill="${INK}">${escaped(note)}</text><text x="${left}" y="${top - 3}" font-size="10" fill="${INK}">${escaped(unit)}</text>${levels.join('')}${times.join('')}${key}
<path d="${path(asked)}" fill="none" stroke="${ASKED}" stroke-width="5" stroke-linejoin="round"/><path d="${path(measured)}" fill="none" stroke="${MEASURED}" stroke-width="1.2"/>${measured.map(([at, value]) => `<circle cx="${across(at).toFixed(1)}" cy="${up(value).toFixed(1)}" r="2.4" fill="${MEASURED}"/>`).join('')}</g>`;
}

/** The next number above that is easy to read and to quarter. */
function nice(value: number): number {
  const scale = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 8, 10].map((step) => step * scale).find((step) => step >= value) ?? 10 * scale;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
