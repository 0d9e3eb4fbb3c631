/**
 * The script of the view, in plain JavaScript as the frame runs it. It speaks the messages of MCP Apps 2026-01-26 with its host alone:
 * introduces itself, takes the tool's result, follows the host's theme, tells its height. `formatters` = the source of `attachFormatters`.
 */
export const chartViewScript = (formatters: string, darkOf: Readonly<Record<string, string>>): string => `'use strict';
const __name = (f) => f;
const attachFormatters = ${formatters};
const DARK_OF = ${JSON.stringify(darkOf)};
${SCRIPT}`;

const SCRIPT = `const LIGHT_OF = Object.fromEntries(Object.entries(DARK_OF).map(([light, dark]) => [dark, light]));
const host = window.parent;
const chartBox = document.getElementById('chart');
const said = document.getElementById('said');
let chart, shown, theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';

const post = (message) => host.postMessage({ jsonrpc: '2.0', ...message }, '*');
const pending = new Map();
let lastId = 0;
const request = (method, params) => new Promise((resolve, reject) => { const id = ++lastId; pending.set(id, { resolve, reject }); post({ id, method, params }); });

function coloured(value, colours) {
  if (typeof value === 'string') return colours[value.toLowerCase()] ?? value;
  if (Array.isArray(value)) return value.map((part) => coloured(part, colours));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, coloured(part, colours)]));
}

function draw() {
  document.documentElement.dataset.theme = theme;
  if (shown === undefined) return;
  const { option, look, summary } = shown;
  const turned = look === theme ? structuredClone(option) : coloured(option, theme === 'dark' ? DARK_OF : LIGHT_OF);
  chart ??= echarts.init(chartBox, null, { renderer: 'svg' });
  chart.setOption(attachFormatters(turned), true);
  chartBox.setAttribute('aria-label', summary);
  said.textContent = summary;
  chartBox.dataset.drawn = theme;
}

function showResult(result) {
  const drawing = result._meta?.['octoperf/chart'];
  const text = (result.content ?? []).filter((part) => part.type === 'text').map((part) => part.text).join('\\n');
  if (result.isError === true) { said.textContent = text; return; }
  if (drawing !== undefined) { shown = drawing; draw(); return; }
  const picture = (result.content ?? []).find((part) => part.type === 'image');
  said.textContent = text;
  if (picture === undefined) return;
  const image = document.createElement('img');
  image.src = 'data:image/png;base64,' + picture.data;
  image.alt = text;
  chartBox.replaceChildren(image);
}

function follow(context) {
  if (context?.theme !== 'dark' && context?.theme !== 'light') return;
  theme = context.theme;
  draw();
}

const HANDLERS = {
  'ui/notifications/tool-input': () => { if (shown === undefined) said.textContent = 'Drawing…'; },
  'ui/notifications/tool-result': showResult,
  'ui/notifications/tool-cancelled': () => { said.textContent = 'The call was cancelled.'; },
  'ui/notifications/host-context-changed': follow,
};

window.addEventListener('message', ({ source, data }) => {
  if (source !== host || data?.jsonrpc !== '2.0') return;
  if (data.method === undefined) {
    const waiting = pending.get(data.id);
    pending.delete(data.id);
    if (data.error !== undefined) waiting?.reject(new Error(data.error.message)); else waiting?.resolve(data.result);
    return;
  }
  HANDLERS[data.method]?.(data.params ?? {});
  if (data.id === undefined) return;
  if (data.method === 'ping' || data.method === 'ui/resource-teardown') post({ id: data.id, result: {} });
  else post({ id: data.id, error: { code: -32601, message: 'Method not found' } });
});

new ResizeObserver(() => {
  chart?.resize();
  post({ method: 'ui/notifications/size-changed', params: { width: Math.ceil(document.documentElement.clientWidth), height: Math.ceil(document.body.getBoundingClientRect().height) } });
}).observe(document.body);

request('ui/initialize', { appInfo: { name: 'octoperf-report-chart', version: '1.0.0' }, appCapabilities: { availableDisplayModes: ['inline'] }, protocolVersion: '2026-01-26' })
  .then((answer) => { follow(answer.hostContext); post({ method: 'ui/notifications/initialized', params: {} }); })
  .catch((error) => { said.textContent = 'The host refused this view: ' + error.message; });
`;
