import type { Insight } from '../../../contract/report-values.js';
import { type Html, html } from '../../pages/html.js';
import { figureText } from '../../../charts/figures.js';
import { badge, shown, type Tone } from './parts.js';
import { nothing } from './widget-parts.js';

/** What each insight looks at (behaviour.md §23: ids documented, sentences ours). */
const SENTENCES: Readonly<Record<string, string>> = {
  RESPONSE_TIME_GLOBAL_AVG: 'Average response time as the load grows',
  RESPONSE_TIME_STD_DEVIATION: 'How far response times spread',
  STEP_BY_STEP_RESPONSE_TIME: 'Response times from one step of load to the next',
  CONNECT_TIME_VS_RESPONSE_TIME: 'Share of connecting in the response time',
  LATENCY_VS_RESPONSE_TIME: 'Share of the first byte in the response time',
  HIT_RATE_INFLEXION_POINT: 'Whether the hit rate stops growing with the users',
  STEP_BY_STEP_ERRORS: 'Errors from one step of load to the next',
  PEAK_OF_ERRORS: 'Moments with many errors',
  OVERALL_ERROR_4XX: 'Answers of the 4xx kind',
  OVERALL_ERROR_5XX: 'Answers of the 5xx kind',
  OVERALL_ERROR_NONE: 'Requests without any answer',
  THROUGHPUT_IMAGE_NEW_FORMAT: 'Images that a newer format would make smaller',
  THROUGHPUT_IMAGE_OPTIMIZE: 'Images that could be smaller',
  THROUGHPUT_CSS: 'Share of style sheets in the traffic',
  THROUGHPUT_JAVASCRIPT: 'Share of scripts in the traffic',
  THRESHOLD_ALARM: 'Thresholds that were crossed',
  NOT_ENOUGH_DATA: 'Fewer than 50 users or 20 minutes: the others rest on little. Percent of what is needed',
  NOT_MODIFIED_ANSWERS: 'Answers without a body (304): first visits are slower and larger',
};
const TONES: Readonly<Record<string, Tone>> = { PASSED: 'good', INFO: 'plain', WARN: 'warn', ERROR: 'bad' };
const ORDER = ['ERROR', 'WARN', 'INFO', 'PASSED'];

/** Insights, the worst first. Their values are percentages. */
export function insightsView(insights: readonly Insight[]): Html {
  if (insights.length === 0) return nothing('There is not enough data for insights.');
  const sorted = [...insights].sort((left, right) => ORDER.indexOf(left.level) - ORDER.indexOf(right.level));
  return html`<ul class="insights">${sorted.map(({ id, level, value, ...rest }) => html`<li>${badge(level.toLowerCase(), TONES[level] ?? 'plain')}<div><strong>${SENTENCES[id] ?? id}</strong>${typeof rest['message'] === 'string' && html`<p>${shown(rest['message'])}</p>`}<p class="hint"><code>${id}</code></p></div><span class="value">${figureText(value, '%')}</span></li>`)}</ul>`;
}
