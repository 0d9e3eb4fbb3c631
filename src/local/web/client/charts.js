/* Draws charts. The option comes from the server as data; what data cannot say, such as the words of a tooltip, is added here. */

const dark = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');
let library;

/** 'light' or 'dark', as the reader's system has it. */
export const look = () => (dark.matches ? 'dark' : 'light');
/** Calls back when the reader's system changes it. */
export const onLook = (changed) => { dark.addEventListener('change', changed); };

const figures = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 5 });
const pad = (figure) => String(Math.floor(figure)).padStart(2, '0');

/** Where a point of the chart stands, in words. Clock times were moved to the reader's zone by the server. */
function headingOf(across, x) {
  if (typeof x !== 'number') return String(x);
  if (across === 'percentile') return `Percentile ${x}`;
  if (across === 'elapsed') return `${pad(x / 3_600_000)}:${pad((x / 60_000) % 60)}:${pad((x / 1000) % 60)} after the start`;
  return across === 'clock' ? new Date(x).toISOString().slice(0, 19).replace('T', ' ') : String(x);
}

function line(marker, name, value) {
  const row = document.createElement('div');
  row.className = 'tip-row';
  const dot = document.createElement('span');
  dot.className = 'tip-dot';
  dot.style.backgroundColor = marker;
  const label = document.createElement('span');
  label.textContent = name;
  const figure = document.createElement('strong');
  figure.textContent = value;
  row.append(dot, label, figure);
  return row;
}

/** The tooltip as elements: text stays text, whatever an action is called, and no style is written into HTML. */
function tooltipOf(hints) {
  const { across = '', units = [] } = hints ?? {};
  const valueOf = ({ value, seriesIndex }) => {
    const figure = Array.isArray(value) ? value[1] : value;
    return typeof figure === 'number' ? `${figures.format(figure)} ${units[seriesIndex] ?? ''}`.trim() : 'no data';
  };
  return (given) => {
    const points = Array.isArray(given) ? given : [given];
    const box = document.createElement('div');
    box.className = 'tip';
    const top = points[0];
    const heading = document.createElement('p');
    heading.textContent = Array.isArray(given) ? headingOf(across, Array.isArray(top?.value) ? top.value[0] : (top?.axisValueLabel ?? top?.name)) : (top?.seriesName ?? '');
    const shown = points.filter(({ value }) => !Array.isArray(given) || (Array.isArray(value) ? value[1] : value) !== null);
    box.append(heading, ...shown.map((point) => line(point.color, Array.isArray(given) ? point.seriesName : point.name, point.percent === undefined ? valueOf(point) : `${valueOf(point)} (${point.percent} %)`)));
    return box;
  };
}

/** Draws an option into an element, or draws it anew where a chart stands there already. */
export async function draw(element, option) {
  library ??= import(document.body.dataset.echarts);
  const echarts = await library;
  const { hints, aria, ...rest } = option;
  const tooltip = rest.tooltip === undefined ? undefined : { ...rest.tooltip, confine: true, formatter: tooltipOf(hints) };
  const chart = echarts.getInstanceByDom(element) ?? echarts.init(element, null, { renderer: 'canvas' });
  // The element itself is named for those who do not see it.
  chart.setOption({ ...withSlider(roomForUnits(rest)), backgroundColor: 'transparent', animation: !still.matches && rest.animation === true, aria: { enabled: false }, ...(tooltip === undefined ? {} : { tooltip }) }, { notMerge: true, lazyUpdate: false });
  watch.observe(element);
}

/** The unit over an axis needs a line of its own: it must not touch the highest figure. */
function roomForUnits(option) {
  const { yAxis, grid } = option;
  if (!Array.isArray(yAxis) || typeof grid?.top !== 'number' || !yAxis.some(({ name }) => name)) return option;
  return { ...option, grid: { ...grid, top: grid.top + 8 }, yAxis: yAxis.map((axis) => ({ ...axis, nameGap: 16 })) };
}

/** A strip below the chart that zooms by dragging: the wheel alone would take the page's scrolling away. */
function withSlider(option) {
  const { dataZoom, grid, legend } = option;
  if (!Array.isArray(dataZoom) || typeof grid?.bottom !== 'number') return option;
  const colour = getComputedStyle(document.body).getPropertyValue('--field-line').trim();
  const slider = { type: 'slider', filterMode: 'none', height: 12, bottom: legend?.show === false ? 8 : 32, showDetail: false, showDataShadow: false, brushSelect: true, borderColor: 'transparent', fillerColor: `${colour}33`, handleStyle: { color: colour, borderColor: colour }, moveHandleSize: 0 };
  return { ...option, grid: { ...grid, bottom: grid.bottom + 26 }, dataZoom: [...dataZoom, slider] };
}

const watch = new ResizeObserver((entries) => {
  void library?.then((echarts) => { for (const { target } of entries) echarts.getInstanceByDom(target)?.resize(); });
});
addEventListener('beforeprint', () => { void library?.then((echarts) => { for (const element of document.querySelectorAll('[data-chart]')) echarts.getInstanceByDom(element)?.resize(); }); });
