import type { ItemValues } from '../contract/report-values.js';

/** Where a chart will be seen: on a light or dark screen, or on white paper. */
export type Look = 'light' | 'dark' | 'print';

/** Names that the values themselves do not carry; whatever is missing is named by its id. */
export interface ChartLabels {
  /** Run id → name. */
  readonly runs?: Readonly<Record<string, string>>;
  /** Run id → epoch ms of its start: where the curves of several runs are laid on each other. Unknown = the first point of its curves. */
  readonly starts?: Readonly<Record<string, number>>;
  /** Action id → name. */
  readonly actions?: Readonly<Record<string, string>>;
}

/** A report item as loosely as any reader has it. */
export interface ChartItem { readonly '@type': string; readonly name?: string; readonly [field: string]: unknown }

/** What a chart is drawn from: the item says what the values stand for. */
export interface ChartInput { readonly item: ChartItem; readonly values: ItemValues; readonly labels?: ChartLabels }

export interface ChartStyle {
  /** Pixels (or points) that the chart will be wide: decides how much room the legend needs. 800 where left out. */
  readonly width?: number;
  /** A picture: nothing to hover, scroll or zoom, all of the legend shown. */
  readonly still?: boolean;
  /** Writes the item's name above the chart; pages that have a heading of their own leave it out. */
  readonly titled?: boolean;
  /** IANA name of the zone that clock times are shown in; UTC where left out. */
  readonly timeZone?: string;
  readonly fontFamily?: string;
}

/** An ECharts 6 option that is plain JSON: it can be sent to a browser as it is. See `client-formatters` for what a client adds. */
export interface ChartOption { readonly [key: string]: unknown }
