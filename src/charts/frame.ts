import type { ChartOption, ChartStyle, Look } from './chart-input.js';
import { type Palette, PALETTES } from './palette.js';

/** All that every part of a chart is drawn with. */
export interface Frame extends Required<Pick<ChartStyle, 'width' | 'still' | 'titled' | 'timeZone' | 'fontFamily'>> { readonly look: Look; readonly palette: Palette }

/** Pixels. */
const WIDTH = 800;
const FONT_SIZE = 12;
const LEGEND_ROW = 20;
/** Rows of a legend stand as far apart as its names do. */
const NEXT_LEGEND_ROW = 32;
/** Symbol and gap beside a legend's text, and how wide a letter is on average. */
const LEGEND_GAP = 48;
const LETTER = 6.6;

export function frameOf(look: Look, style: ChartStyle): Frame {
  return { look, palette: PALETTES[look], width: style.width ?? WIDTH, still: style.still ?? false, titled: style.titled ?? false, timeZone: style.timeZone ?? 'UTC', fontFamily: style.fontFamily ?? 'system-ui, sans-serif' };
}

/** Title lines, top room they take, and what they say. */
export interface Heading { readonly title: unknown; readonly top: number }

/** The item's name where it is wanted, and a line that belongs to the chart in any case. */
export function headingOf({ titled, palette }: Frame, name: string, note = ''): Heading {
  const text = titled ? name : '';
  const subtext = note;
  const top = (text === '' ? 0 : 26) + (subtext === '' ? 0 : 18) + 12;
  return {
    top,
    title: { text, subtext, left: 8, top: 4, padding: 0, itemGap: 4, textStyle: { color: palette.ink, fontSize: 15, fontWeight: 600 }, subtextStyle: { color: palette.soft, fontSize: FONT_SIZE } },
  };
}

/** Rows that a legend of those names takes at that width. */
export function legendRows(names: readonly string[], width: number): number {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const wide = LEGEND_GAP + [...name].length * LETTER;
    if (used > 0 && used + wide > width - 40) { rows++; used = 0; }
    used += wide;
  }
  return rows;
}

/** A legend below the chart: one line that scrolls on a page, all of it in a picture. None for fewer than two names. */
export function legendOf({ palette, still, width }: Frame, names: readonly string[]): { legend: unknown; bottom: number } {
  if (names.length < 2) return { legend: { show: false }, bottom: 10 };
  const rows = still ? legendRows(names, width) : 1;
  const colours = { textStyle: { color: palette.ink, fontSize: FONT_SIZE } };
  const paging = { pageTextStyle: { color: palette.soft }, pageIconColor: palette.ink, pageIconInactiveColor: palette.line };
  return { bottom: LEGEND_ROW + (rows - 1) * NEXT_LEGEND_ROW + 14, legend: { show: true, data: names, type: still ? 'plain' : 'scroll', bottom: 4, left: 'center', itemGap: 22, itemWidth: 18, itemHeight: 10, ...colours, ...(still ? {} : paging) } };
}

/** What all charts have in common. `description` is read to people who do not see the chart. */
export function baseOption({ palette, still, fontFamily }: Frame, description: string): ChartOption {
  return {
    backgroundColor: palette.paper,
    color: [...palette.series],
    animation: false,
    useUTC: true,
    textStyle: { fontFamily, color: palette.ink, fontSize: FONT_SIZE },
    aria: { enabled: true, label: { description } },
    ...(still ? {} : { tooltip: { confine: true, backgroundColor: palette.paper, borderColor: palette.line, textStyle: { color: palette.ink, fontSize: FONT_SIZE } } }),
  };
}

/** A chart without anything to draw says so: an empty grid would read as zero. */
export function emptyOption(frame: Frame, name: string, reason = 'No data'): ChartOption {
  const { title } = headingOf(frame, name);
  const notice = { text: reason, left: 'center', top: 'middle', textStyle: { color: frame.palette.soft, fontSize: 14, fontWeight: 400 } };
  return { ...baseOption(frame, `${name}: ${reason}`), title: [title, notice], series: [] };
}
