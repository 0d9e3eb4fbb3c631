import { namedMetrics } from '../../../charts/metric-names.js';
import type { BenchReportTemplate } from '../../../contract/bench-report-template.js';
import { type Html, html } from '../../pages/html.js';
import { card, description, empty, head, named, table } from './parts.js';

/** A template: the widgets that a report gets from it, with their metrics. */
export function templateView(template: BenchReportTemplate): Html {
  const rows = template.items.map((item) => [{ shown: named(item.name) }, { shown: item['@type'].replace(/ReportItem$/, '').replace(/([a-z])([A-Z])/g, '$1 $2') }, { shown: namedMetrics(item, {}).map(({ name }) => name).join(', ') }]);
  return html`${head(template.name, description(template.description))}
${card('Widgets', rows.length === 0 ? empty('It has no widget.') : table({ caption: 'Widgets', columns: [{ label: 'Widget' }, { label: 'Kind' }, { label: 'Metrics' }], rows }))}
<p class="hint">An agent gives a report this look with <code>apply_report_template</code>.</p>`;
}
