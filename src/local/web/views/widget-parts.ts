import type { ChartOption } from '../../../charts/chart-input.js';
import { type Html, html, type Piece } from '../../pages/html.js';
import { shown } from './parts.js';

/** What a widget is made of: its HTML, and the charts that the page's script draws into it, by number. */
export interface Widget { readonly html: Html; readonly charts?: readonly ChartOption[] }

/** The place of a chart. Who cannot see it reads the summary, or opens the same figures as a table. */
export function chartPlace(index: number, summary: string, asTable: Piece): Html {
  return html`<div class="chart" data-chart="${index}" role="img" aria-label="${shown(summary)}"></div>
<details class="as-table"><summary>Show as table</summary><p class="hint">${shown(summary)}</p>${asTable}</details>`;
}

/** Text that stands where there is nothing to show. */
export const nothing = (sentence: string): Html => html`<p class="none">${sentence}</p>`;
