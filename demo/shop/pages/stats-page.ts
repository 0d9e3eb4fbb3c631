import type { RouteStats, ShopStats } from '../statistics.js';
import { html, join, page } from './layout.js';
import type { Html } from './layout.js';

const CHART_SECONDS = 60;

/** The shop's record for a human reader; loads itself again every two seconds. */
export function statsPage(stats: ShopStats): string {
  return page(
    { title: 'What the shop has counted', refreshSeconds: 2 },
    html`<h1>What the shop has counted</h1>
<p class="soft">Since ${stats.since}. This page and everything else below <code>/__</code> is not counted. Also as JSON: ask without <code>text/html</code>.</p>
<dl class="figures">
${join(figures(stats).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}
</dl>
<h2>Hits per second, last minute</h2>
${chart(stats)}
<h2>By route</h2>
<div class="scroll"><table>
<thead><tr><th>Route</th><th>Status</th><th class="number">Hits</th><th class="number">Bytes</th><th class="number">p50</th><th class="number">p95</th><th class="number">p99</th><th class="number">max ms</th></tr></thead>
<tbody>
${join(Object.entries(stats.routes).map(([route, counted]) => routeRow(route, counted)))}
</tbody>
</table></div>`,
  );
}

function figures(stats: ShopStats): [string, string | number][] {
  const { latency, settings } = stats;
  return [
    ['Answered', stats.total],
    ['Aborted', stats.aborted],
    ['Body bytes', stats.bytesSent],
    ['p50 / p95 / p99 ms', [latency.p50, latency.p95, latency.p99].map(milliseconds).join(' / ')],
    ['Slowest ms', milliseconds(latency.max)],
    ['In flight now / most', `${stats.inFlight} / ${stats.maxConcurrent}`],
    ['Open sockets', stats.openSockets],
    ['Sessions / carts / orders', `${stats.sessions} / ${stats.carts} / ${stats.orders}`],
    ['Latency / error rate / knee', `${settings.latencyMs} ms / ${settings.errorRate} / ${settings.knee}`],
  ];
}

function routeRow(route: string, counted: RouteStats): Html {
  const statuses = Object.entries(counted.statuses).map(([status, hits]) => `${status} × ${hits}`);
  const { p50, p95, p99, max } = counted.latency;
  const times = join([p50, p95, p99, max].map((value) => html`<td class="number">${milliseconds(value)}</td>`));
  return html`<tr><td><code>${route}</code></td><td>${statuses.join(', ')}</td><td class="number">${counted.hits}</td><td class="number">${counted.bytesSent}</td>${times}</tr>`;
}

/** One bar per second; seconds without hits stay empty. */
function chart(stats: ShopStats): Html {
  const now = Math.floor(Date.now() / 1000);
  const hits = new Map(stats.perSecond.map((entry) => [entry.second, entry.hits]));
  const bars = Array.from({ length: CHART_SECONDS }, (_, index) => hits.get(now - CHART_SECONDS + 1 + index) ?? 0);
  const most = Math.max(1, ...bars);
  const drawn = bars.flatMap((value, index) => (value === 0 ? [] : [bar(index, (value / most) * 96)]));
  return html`<svg class="chart" viewBox="0 0 600 100" role="img" aria-label="At most ${most} hits per second in the last minute">
${join(drawn)}
</svg>
<p class="soft">Highest bar: ${Math.max(...bars)} hits.</p>`;
}

function bar(index: number, height: number): Html {
  return html`<rect x="${index * 10 + 1}" y="${(100 - height).toFixed(1)}" width="8" height="${height.toFixed(1)}" rx="2"></rect>`;
}

function milliseconds(value: number): string {
  return value.toFixed(1);
}
