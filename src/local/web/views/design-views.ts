import type { CorrelationRule } from '../../../contract/correlation-rule.js';
import { baseUrlOf, type HttpServer } from '../../../contract/http-server.js';
import type { SLAProfile, Threshold } from '../../../contract/sla-profile.js';
import type { VariableWrapper } from '../../../contract/variable.js';
import { metricTitle } from '../../../charts/metric-names.js';
import { type Html, html, type Piece } from '../../pages/html.js';
import { figureText } from '../../../charts/figures.js';
import { unitOf } from '../../../charts/metric-names.js';
import { duration } from './figures.js';
import { textOf, valueOf } from './hidden-values.js';
import { badge, card, description, empty, facts, head, named, shown, table } from './parts.js';
import { asText } from './action-details.js';
import { typeWords } from './action-tree.js';

const VALUES_MAX = 200;

/** What a variable is, in one line for a list. */
export function variableWords({ name, variable }: VariableWrapper): string {
  switch (variable['@type']) {
    case 'ConstantVariable': return `constant ${valueOf(name, variable.value)}`.slice(0, 80);
    case 'CSVVariable': return `columns ${variable.names.join(', ')} of ${variable.filename}`;
    case 'CounterVariable': return `counter from ${variable.start}, step ${variable.increment}`;
    case 'RandomVariable': return `random number ${variable.min} to ${variable.max}`;
    case 'SecretVariable': return 'secret';
    case 'ListVariable': return `list of ${variable.values.length}`;
  }
}

/** A variable with all its settings; a secret stays one. */
export function variableView(wrapper: VariableWrapper): Html {
  const { name, variable } = wrapper;
  const settings = Object.entries(variable).flatMap(([key, value]): [string, Piece][] => {
    if (key === '@type' || key === 'values' || typeof value === 'object' || value === '') return [];
    return [[sentence(key), html`<code class="prewrap">${typeof value === 'boolean' ? (value ? 'yes' : 'no') : shown(valueOf(key === 'value' ? name : key, asText(value)))}</code>`]];
  });
  const list = variable['@type'] === 'ListVariable' && card('Values', html`<ol class="plain">${variable.values.slice(0, VALUES_MAX).map((value) => html`<li><code>${shown(valueOf(name, value))}</code></li>`)}</ol>${variable.values.length > VALUES_MAX && html`<p class="hint">${variable.values.length - VALUES_MAX} more are not shown.</p>`}`);
  const columns = variable['@type'] === 'CSVVariable' ? [['Used as', html`${variable.names.map((column) => html`<code>\${${column}}</code> `)}`] as [string, Piece]] : [['Used as', html`<code>\${${name}}</code>`] as [string, Piece]];
  return html`${head(name, html`<p class="meta">${badge(sentence(variable['@type'].replace('Variable', '')))}</p>`, description(wrapper.description))}
${card('Settings', facts([...columns, ...settings, ...(variable['@type'] === 'SecretVariable' ? [['Value', 'kept encrypted, never shown'] as [string, Piece]] : [])]))}${list}`;
}

/** A server with its time-outs and the accounts it asks for; passwords are not shown. */
export function httpServerView(server: HttpServer): Html {
  const rows = server.authorizations.map(({ type, basePath, username, domain }) => [{ shown: html`<code>${basePath}</code>` }, { shown: type }, { shown: named(username) }, { shown: domain === '' ? '' : named(domain) }]);
  return html`${head(baseUrlOf(server))}
${card('Settings', facts([['Protocol', server.protocol], ['Host', html`<code>${shown(server.hostname)}</code>`], ['Port', String(server.port)], ['Connect time-out', duration(server.connectTimeoutMs)], ['Response time-out', duration(server.responseTimeoutMs)], ['Keep-alive', server.keepAlive ? 'yes' : 'no'], ['Parallel resources', String(server.resourcesPool)], ['Id', html`<code class="soft">${server.id}</code>`]]))}
${card('Accounts', rows.length === 0 ? empty('It asks for no account.') : table({ caption: 'Accounts', columns: [{ label: 'Path' }, { label: 'Kind' }, { label: 'User' }, { label: 'Domain' }], rows }))}`;
}

/** A correlation rule: where the value comes from, and where it goes. */
export function correlationRuleView(rule: CorrelationRule): Html {
  const settings = Object.entries(rule.extractor).flatMap(([key, value]): [string, Piece][] => (['@type', 'id', 'enabled', 'name'].includes(key) || typeof value === 'object' || value === '' ? [] : [[sentence(key), html`<code class="prewrap">${typeof value === 'boolean' ? (value ? 'yes' : 'no') : shown(asText(value))}</code>`]]));
  const rows = rule.injectionRules.map((injection) => [{ shown: sentence(injection['@type'].replace('InjectionRule', '')) }, { shown: html`<code>${shown(injection.regexp)}</code>` }]);
  return html`${head(rule.name, html`<p class="meta">${badge(rule.enabled ? 'enabled' : 'disabled', rule.enabled ? 'good' : 'warn')}</p>`, description(rule.description))}
<div class="pair">${card('Takes', facts([['Variable', html`<code>\${${rule.extractor.name}}</code>`], ['With', typeWords(rule.extractor['@type'])], ...settings]))}
${card('Puts it into', rows.length === 0 ? empty('Nothing yet.') : table({ caption: 'Where the value goes', columns: [{ label: 'Place' }, { label: 'Where it matches' }], rows }))}</div>`;
}

/** An SLA profile: each metric with its bands. */
export function slaProfileView(profile: SLAProfile): Html {
  const groups = profile.thresholds.map(({ metric, thresholds }) => card(metricTitle(metric), thresholds.length === 0 ? empty('No band yet.') : table({
    caption: `Bands of ${metricTitle(metric)}`,
    columns: [{ label: 'Band' }, { label: 'Severity' }, { label: 'Range' }, { label: 'Holds for' }],
    rows: thresholds.map((threshold) => [{ shown: named(threshold.name) }, { shown: severityBadge(threshold.severity) }, { shown: rangeWords(threshold, unitOf(metric)) }, { shown: timeWords(threshold) }]),
  })));
  return html`${head(profile.name, html`<p class="lead">Inert until an action of a Virtual User attaches it.</p>`)}${groups.length === 0 ? card('Bands', empty('It watches no metric yet.')) : groups}`;
}

export const severityBadge = (severity: string): Html => badge(severity.toLowerCase(), severity === 'CRITICAL' ? 'bad' : severity === 'WARNING' ? 'warn' : 'good');

function rangeWords({ value: { range } }: Threshold, unit: string): string {
  const { lowerEndpoint: low, upperEndpoint: high, lowerBoundType, upperBoundType } = range;
  const from = typeof low === 'number' ? `${lowerBoundType === 'OPEN' ? 'more than' : 'from'} ${figureText(low, unit)}` : '';
  const to = typeof high === 'number' ? `${upperBoundType === 'OPEN' ? 'below' : 'up to'} ${figureText(high, unit)}` : '';
  return [from, to].filter((part) => part !== '').join(', ') || 'any value';
}

const timeWords = ({ time }: Threshold): string => (time['@type'] === 'DurationCondition' ? duration(time.duration) : time.times === 1 ? 'one sample' : `${time.times} samples in a row`);

/** `trackPerUser` as the head of a fact. */
const sentence = (key: string): string => key.replace(/([a-z0-9])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`).replace(/^./, (letter) => letter.toUpperCase());

/** Bodies of recorded or failed exchanges, for pages that show them. */
export const bodyText = (text: string): string => shown(textOf(text));
