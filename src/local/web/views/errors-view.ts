import type { HttpExchange } from '../../../contract/http-exchange.js';
import type { BenchError } from '../../../contract/report-values.js';
import { type Html, html, type Piece } from '../../pages/html.js';
import { errorDataPath } from '../page-paths.js';
import { bodyText } from './design-views.js';
import { moment, number } from './figures.js';
import { valueOf } from './hidden-values.js';
import { badge, count, named, shown } from './parts.js';
import { actionName, type Paths } from './statistics-view.js';

const SHOWN_MAX = 100;
const BODY_MAX = 8_000;

/** The kept failed samples, one line each that opens: what was sent and answered is fetched then. */
export function errorsView(errors: readonly BenchError[], paths: Paths): Html {
  if (errors.length === 0) return html`<p class="none good">No failed sample.</p>`;
  const left = errors.length - SHOWN_MAX;
  return html`<p class="hint">${count(errors.length, 'failed sample')} kept, newest first. Exact counts are in the tables.</p>
<ul class="errors">${errors.slice(0, SHOWN_MAX).map((error) => line(error, paths))}</ul>
${left > 0 && html`<p class="hint">${number(left)} more are not shown; an agent reads them with <code>get_report_errors</code>.</p>`}`;
}

function line(error: BenchError, paths: Paths): Html {
  const { benchResultId, actionId, timestamp, responseCode, errorMessage, assertions, loadGenerator } = error;
  const failed = assertions.map(({ name, message }) => (message === '' ? name : `${name}: ${message}`)).filter((text) => text.trim() !== ':');
  return html`<li><details data-exchange="${errorDataPath(benchResultId, actionId, timestamp)}"><summary>${badge(responseCode === '-1' ? 'exception' : responseCode, 'bad')}<span class="text"><span class="what">${actionName(actionId, paths)}</span> <span class="why">${named(errorMessage !== '' ? errorMessage : (failed[0] ?? 'failed'))}</span></span>${moment(timestamp)}</summary>
<div class="below">${failed.length > 0 && html`<h4>Assertions</h4><ul class="plain">${failed.map((text) => html`<li>${shown(text)}</li>`)}</ul>`}${errorMessage !== '' && html`<h4>Message</h4><p class="prewrap">${shown(errorMessage)}</p>`}${loadGenerator !== undefined && html`<p class="hint">From the load generator <code>${loadGenerator}</code></p>`}
<div data-exchange-place><p class="hint">Loading what was sent and answered…</p></div></div></details></li>
`;
}

/** What was sent and answered. It comes from the site under test: text, nothing else. */
export function exchangeView({ request, response }: HttpExchange): Html {
  return html`<div class="pair exchange"><section><h4>Request</h4><p><span class="verb ${/^[A-Z]+$/.test(request.method) ? request.method.toLowerCase() : 'other'}">${request.method}</span> <code class="prewrap">${shown(request.url)}</code></p>${message(request)}</section>
<section><h4>Response</h4><p>${badge(response.code === -1 ? 'no answer' : String(response.code), response.code >= 400 || response.code === -1 ? 'bad' : 'plain')} ${shown(response.message)}</p>${message(response)}</section></div>`;
}

interface Message { readonly headers: readonly { readonly name: string; readonly value: string }[]; readonly body: string; readonly bodyEncoding: string; readonly bodySize?: number | undefined }

function message({ headers, body, bodyEncoding, bodySize }: Message): Piece {
  const text = bodyEncoding === 'text' ? bodyText(body) : '';
  return html`${headers.length > 0 && html`<dl class="pairs">${headers.map(({ name, value }) => html`<div><dt><code>${shown(name)}</code></dt><dd><code class="prewrap">${shown(valueOf(name, value))}</code></dd></div>`)}</dl>`}
${bodyEncoding !== 'text' ? html`<p class="hint">A binary body of ${number(bodySize ?? body.length)} bytes.</p>` : text !== '' && html`<pre tabindex="0" aria-label="Body">${text.slice(0, BODY_MAX)}</pre>${text.length > BODY_MAX && html`<p class="hint">Cut after ${number(BODY_MAX)} characters.</p>`}`}`;
}
