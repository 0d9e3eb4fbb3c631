import { describe, expect, it } from 'vitest';
import type { ActionNode } from '../../../src/contract/actions.js';
import { CorrelationRule } from '../../../src/contract/correlation-rule.js';
import type { HttpExchange } from '../../../src/contract/http-exchange.js';
import { METRIC_IDS, type MetricId, UNITS } from '../../../src/contract/metric.js';
import { SLAMonitorThreshold, type Threshold } from '../../../src/contract/sla-profile.js';
import { applyCorrelations } from '../../../src/local/design/correlation.js';
import { PreparedRule } from '../../../src/local/design/correlation-rules.js';
import { findFramework, FRAMEWORKS, rulesOf, sameRule } from '../../../src/local/design/frameworks.js';
import { checkRegexRule } from '../../../src/local/design/regex-rule.js';
import { defaultBands } from '../../../src/local/design/sla-defaults.js';

const exchange = (body: string, headers: { name: string; value: string }[] = []): HttpExchange => ({ request: { method: 'GET', url: 'http://localhost/', headers: [], body: '', bodyEncoding: 'text' }, response: { code: 200, message: 'OK', headers, body, bodyEncoding: 'text' } });
const hidden = (name: string): string => `<input type="hidden" name="${name}" id="${name}" value="%" />`;
const claim = (name: string): string => `<Attribute Name="http://schemas.example/claims/${name}"><AttributeValue>%</AttributeValue></Attribute>`;
const json = (name: string): string => `{"${name}": "%"}`;

/** A page that holds the value of each rule at the `%`. */
const PAGES: Readonly<Record<string, string>> = {
  SAMLRequest: '<input name="SAMLRequest" value="%"/>', SAMLResponse: '<input name="SAMLResponse" value="%"/>', Signature: 'location="/sso?SigAlg=x&Signature=%"',
  SignatureValue: '<ds:SignatureValue>%</ds:SignatureValue>', DigestValue: '<DigestValue>%</DigestValue>', X509Certificate: '<ds:X509Certificate>%</ds:X509Certificate>',
  AssertionID: '<saml:Assertion Version="2.0" ID="%">', 'nameid-format': '<NameID SPNameQualifier="x" Format="%">', IssueInstant: '<Response IssueInstant="%">', NotBefore: '<Conditions NotBefore="%">',
  NotOnOrAfter: '<Conditions NotOnOrAfter="%">', AuthenticationInstant: '<AuthnStatement AuthnInstant="%">', correlationId: json('correlationId'), ctx: '<input name="ctx" value="%">', wctx: '<input name="wctx" value="%">',
  objectIdentifier: claim('objectidentifier'), tenantId: claim('tenantid'), puuid: claim('puid'), name: claim('name'), authnmethodsreferences: claim('authnmethodsreferences'),
  RelayState: '<input name="RelayState" value="%">', InResponseTo: '<Response InResponseTo="%">',
  oauth_token: 'oauth_token=%&oauth_token_secret=s', oauth_state: '<a href="/cb?x=1&state=%">', oauth_timestamp: 'OAuth oauth_timestamp="%"',
  csrfToken: '<input name="csrfToken" value="%">', token: json('token'), authtoken: "var authToken = '%';", pk: '{"pk": %}', ReturnURL: '<a href="/login?ReturnUrl=%">',
  __VIEWSTATE: hidden('__VIEWSTATE'), __VIEWSTATEGENERATOR: hidden('__VIEWSTATEGENERATOR'), __EVENTVALIDATION: hidden('__EVENTVALIDATION'), __PREVIOUSPAGE: hidden('__PREVIOUSPAGE'), __REQUESTID: hidden('__REQUESTID'),
  __RequestVerificationToken: '<input name="__RequestVerificationToken" type="hidden" value="%" />', sessionId: '<a href="/shop;jsessionid=%?a=1">',
  Azure_canary: json('canary'), Azure_ctx: json('sCtx'), Azure_sFT: json('sFT'), Azure_sessionId: json('sessionId'), Azure_state: '"https://login.example/authorize?a=1&state=%"', Azure_state1: '<input name="state" value="%"/>',
  Azure_state2: json('state'), Azure_token: '<input name="id_token" value="%"/>', Azure_client_id: '?client_id=%&x', Azure_code: '<input name="code" value="%"/>', Azure_code_challenge: '&code_challenge=%&m=S256', Azure_nonce: '&nonce=%"', Azure_session_state: '<input name="session_state" value="%"/>',
};
const VALUES: Readonly<Record<string, readonly string[]>> = { oauth_timestamp: ['1700000001', '1700000002'], pk: ['4711'], Azure_client_id: ['11111111-2222-3333-4444-555555555555'] };

describe('the correlation packs', () => {
  it('have the published sizes, names of their own, and one capturing group per rule', () => {
    expect(FRAMEWORKS.map(({ id, name, rules }) => [id, name, rules.length])).toEqual([['SAML', 'SAML', 22], ['OAUTH', 'OAuth', 6], ['TOKEN', 'Token', 9], ['DOT_NET', '.NET', 8], ['JAVA', 'Java', 1], ['AZURE_AD', 'AzureAD', 13]]);
    for (const { rules } of FRAMEWORKS) {
      expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
      for (const { name, regexp } of rules) expect([name, checkRegexRule(regexp)]).toEqual([name, undefined]);
    }
    expect(['saml', '.net', 'dot_net', 'AzureAD', 'nothing'].map((name) => findFramework(name)?.id)).toEqual(['SAML', 'DOT_NET', 'DOT_NET', 'AZURE_AD', undefined]);
  });

  it('make rules the contract knows, under variables that are no functions', () => {
    const rules = FRAMEWORKS.flatMap((framework) => rulesOf(framework, 'p'));
    for (const rule of rules) {
      expect(CorrelationRule.parse(rule)).toEqual(rule);
      expect([rule.extractor.name.startsWith('_'), rule.injectionRules.length > 0, rule.enabled, rule.extractor.defaultValue]).toEqual([false, true, true, 'NOT_FOUND']);
      expect(new PreparedRule(rule).message).toBeUndefined();
    }
    expect(new Set(rules.map(({ extractor }) => extractor.name)).size).toBe(rules.length);
  });

  const rules = FRAMEWORKS.flatMap((framework) => rulesOf(framework, 'p'));
  it.each(rules.map((rule) => [rule.name, rule] as const))('%s takes its value out of a page, and a twin the next one', (name, rule) => {
    const nth = rule.extractor.matchNumber;
    const [first = 'Value-number.1', second = 'Value-number.2', third = 'Value-number.3'] = VALUES[name.replace(/\d$/, '')] ?? [];
    const page = PAGES[name] ?? PAGES[name.replace(/\d$/, '')] ?? '';
    const read = name === 'x-csrf-token' ? exchange('', [{ name: 'X-CSRF-Token', value: first }]) : exchange([first, second, third].slice(0, Math.max(nth, 2)).map((value) => page.replace('%', value)).join('\n'));
    expect(new PreparedRule(rule).produce(read).map(({ literal }) => literal)[0]).toBe([first, second, third][nth - 1]);
  });

  it('carry the hidden fields of a page into the form that sends it back', () => {
    const page = ['__VIEWSTATE', '__VIEWSTATEGENERATOR', '__EVENTVALIDATION'].map((name) => hidden(name).replace('%', `recorded-${name}==`)).join('');
    const get: ActionNode = { '@type': 'HttpRequestAction', id: 'get', name: 'get', enabled: true, serverId: 's', method: 'GET', path: '/', headers: [], queryParameters: [], postData: null, children: [] };
    const parameters = ['__VIEWSTATE', '__VIEWSTATEGENERATOR', '__EVENTVALIDATION'].map((name) => ({ name, value: `recorded-${name}==`, encoded: true, useEquals: true }));
    const post: ActionNode = { ...get, id: 'post', method: 'POST', postData: { '@type': 'FormPostData', parameters: [...parameters, { name: 'comment', value: 'recorded-__VIEWSTATE==', encoded: true, useEquals: true }] } };
    const [dotNet] = FRAMEWORKS.filter(({ id }) => id === 'DOT_NET');
    const { children, result } = applyCorrelations([get, post], [{ actionId: 'get', ...exchange(page) }], dotNet === undefined ? [] : rulesOf(dotNet, 'p').map((rule, index) => ({ ...rule, id: String(index) })));
    expect((children[1]?.['postData'] as { parameters: { value: string }[] }).parameters.map(({ value }) => value)).toEqual(['${VIEWSTATE}', '${VIEWSTATEGENERATOR}', '${EVENTVALIDATION}', 'recorded-__VIEWSTATE==']);
    expect([result.extractorsAdded, result.injectionsMade]).toEqual([3, 3]);
  });

  it('are the same rules whoever owns them, and others as soon as they do something else', () => {
    const [java] = FRAMEWORKS.filter(({ id }) => id === 'JAVA');
    const [rule] = java === undefined ? [] : rulesOf(java, 'p');
    if (rule === undefined) throw new Error('no rule');
    const reordered = Object.fromEntries(Object.entries({ ...rule, id: 'x', userId: 'u', projectId: 'q', created: 1, lastModified: 2 }).reverse()) as CorrelationRule;
    expect(sameRule(rule, reordered)).toBe(true);
    expect([{ ...rule, enabled: false }, { ...rule, name: 'n' }, { ...rule, injectionRules: [] }, { ...rule, extractor: { ...rule.extractor, matchNumber: 2 } }].map((other) => sameRule(rule, other))).toEqual([false, false, false, false]);
  });
});

describe('the default bands of a metric', () => {
  const holds = ({ value: { range } }: Threshold, value: number): boolean =>
    (typeof range.lowerEndpoint !== 'number' || (range.lowerBoundType === 'OPEN' ? value > range.lowerEndpoint : value >= range.lowerEndpoint)) &&
    (typeof range.upperEndpoint !== 'number' || (range.upperBoundType === 'OPEN' ? value < range.upperEndpoint : value <= range.upperEndpoint));
  const severityOf = (metric: MetricId, value: number): string => defaultBands(metric).filter((band) => holds(band, value)).map(({ severity }) => severity).join();

  it('grade every value exactly once, at the limits too', () => {
    const graded = METRIC_IDS.filter((metric) => defaultBands(metric).length > 0);
    expect(graded).toContain('ERRORS_PERCENT');
    for (const metric of graded) {
      expect(SLAMonitorThreshold.parse({ metric, thresholds: defaultBands(metric) }).thresholds).toHaveLength(3);
      for (const value of [0, 0.5, 0.7, 0.8, 0.85, 1, 3, 5, 95, 97, 99, 100, 400, 800, 1000, 1600, 1800, 4000, 10_000, 60_000]) expect(['PASSED', 'WARNING', 'CRITICAL']).toContain(severityOf(metric, value));
    }
    expect([1000, 1001, 4000, 4001].map((value) => severityOf('RESPONSE_TIME_AVG', value))).toEqual(['PASSED', 'WARNING', 'WARNING', 'CRITICAL']);
    expect([1, 5, 5.01].map((value) => severityOf('ERRORS_PERCENT', value))).toEqual(['PASSED', 'WARNING', 'CRITICAL']);
    expect([99, 98.9, 94.9].map((value) => severityOf('HITS_SUCCESSFUL_PERCENT', value))).toEqual(['PASSED', 'WARNING', 'CRITICAL']);
    expect([0.85, 0.7, 0.69].map((value) => severityOf('RESPONSE_TIME_APDEX', value))).toEqual(['PASSED', 'WARNING', 'CRITICAL']);
  });

  it('are none where no figure holds everywhere', () => {
    for (const metric of METRIC_IDS.filter((id) => ['count', '/s', 'bytes', 'bytes/s', 'users', 'ms²', ''].includes(UNITS[id]))) expect(defaultBands(metric)).toEqual([]);
  });
});
