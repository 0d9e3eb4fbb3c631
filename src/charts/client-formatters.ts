/** What a chart's `hints` say: how x counts, and the unit of each series in order. */
interface Hints { readonly across?: string; readonly units?: readonly string[] }
interface OpenOption { series?: unknown; hints?: Hints; tooltip?: Record<string, unknown> }

/**
 * Adds to an option what JSON cannot carry: words a tooltip's figures with their unit, and its heading as a clock time or a percentile.
 * Called in the browser before `setOption`. It reads nothing outside itself, so `attachFormatters.toString()` can stand in a page's script.
 */
export function attachFormatters<T extends OpenOption>(option: T): T {
  const { across = '', units = [] } = option.hints ?? {};
  const series = Array.isArray(option.series) ? (option.series as Record<string, unknown>[]) : [];
  series.forEach((one, index) => {
    const unit = units[index] ?? '';
    const given = typeof one['tooltip'] === 'object' ? one['tooltip'] : {};
    one['tooltip'] = { ...given, valueFormatter: (value: unknown): string => (typeof value === 'number' ? `${value.toLocaleString()} ${unit}`.trim() : 'no data') };
  });
  const pad = (figure: number): string => String(Math.floor(figure)).padStart(2, '0');
  const clock = (x: number): string => (across === 'elapsed' ? `${pad(x / 3_600_000)}:${pad((x / 60_000) % 60)}:${pad((x / 1000) % 60)} after the start` : new Date(x).toISOString().slice(0, 19).replace('T', ' '));
  const heading = (x: unknown): string => (typeof x !== 'number' ? String(x) : across === 'percentile' ? `p${x}` : clock(x));
  if (option.tooltip !== undefined && (across === 'percentile' || across === 'elapsed' || across === 'clock')) {
    option.tooltip['axisPointer'] = { label: { formatter: ({ value }: { value: unknown }): string => heading(value) } };
  }
  return option;
}
