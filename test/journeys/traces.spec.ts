import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OtlpCollector } from '../support/otlp-collector.js';
import { rpc } from '../support/rpc.js';
import { until } from '../support/work.js';
import { type BridgeBefore, json, problem, startBridgeBefore, Upstream } from './upstream.js';

const LIST = 'GET /design/projects/by-workspace/w1/DESIGN';
const TEMPLATE = '/design/projects/by-workspace/{workspaceId}/{type}';
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const OTHER = '11112222333344445555666677778888';
const SPAN = '00f067aa0ba902b7';
const parent = (trace: string, flags = '01'): string => `00-${trace}-${SPAN}-${flags}`;
const CALL = { name: 'list_projects_by_workspace', arguments: { workspaceId: 'w1' } };

let upstream: Upstream;
beforeAll(async () => { upstream = await Upstream.start(); });
afterAll(() => upstream.stop());
beforeEach(() => { upstream.on(LIST, json([])); });
const passedOn = (): Record<string, unknown> => {
  const { traceparent, tracestate, baggage } = upstream.at(LIST).at(-1)?.headers ?? {};
  return { traceparent, tracestate, baggage };
};

describe('without a collector', () => {
  let bridge: BridgeBefore;
  let authorization: { authorization: string };
  beforeAll(async () => {
    bridge = await startBridgeBefore(upstream.url);
    authorization = { authorization: `Bearer ${await bridge.token()}` };
  });
  afterAll(() => bridge.stop());

  it('the trace of a message is passed on to OctoPerf as it came', async () => {
    const answer = await rpc(bridge.mcpUrl, 'tools/call', { ...CALL, _meta: { traceparent: parent(TRACE), tracestate: 'vendor=1', baggage: 'team=blue' } }, authorization);
    expect(await answer.text()).toContain('"total":0');
    expect(passedOn()).toEqual({ traceparent: parent(TRACE), tracestate: 'vendor=1', baggage: 'team=blue' });
  });

  it('so is that of the HTTP request, and the message goes before it', async () => {
    await rpc(bridge.mcpUrl, 'tools/call', CALL, { ...authorization, traceparent: parent(OTHER) });
    expect(passedOn()).toEqual({ traceparent: parent(OTHER) });
    await rpc(bridge.mcpUrl, 'tools/call', { ...CALL, _meta: { traceparent: parent(TRACE) } }, { ...authorization, traceparent: parent(OTHER) });
    expect(passedOn()).toEqual({ traceparent: parent(TRACE) });
  });

  it('and that of a client of 2026-07-28', async () => {
    const modern = await bridge.agent({}, '2026-07-28');
    await modern.client.callTool({ ...CALL, _meta: { traceparent: parent(TRACE) } });
    expect(passedOn()).toEqual({ traceparent: parent(TRACE) });
    await modern.close();
  });

  it('nothing is passed on where nothing came, or where it is no trace', async () => {
    await rpc(bridge.mcpUrl, 'tools/call', CALL, authorization);
    expect(passedOn()).toEqual({});
    await rpc(bridge.mcpUrl, 'tools/call', { ...CALL, _meta: { traceparent: 'made up', baggage: 'a=1\r\nx-evil: 1' } }, authorization);
    expect(passedOn()).toEqual({});
  });
});

describe('with a collector', { timeout: 120_000 }, () => {
  let collector: OtlpCollector;
  let bridge: BridgeBefore;
  let authorization: { authorization: string };
  beforeAll(async () => {
    collector = await OtlpCollector.start();
    bridge = await startBridgeBefore(upstream.url, { OCTOPERF_TRACES__ENDPOINT: collector.url, OCTOPERF_TRACES__HEADERS: 'x-key=secret%20key,x-team=blue', OCTOPERF_TRACES__SERVICE_NAME: 'bridge-under-test' });
    authorization = { authorization: `Bearer ${await bridge.token({ sub: 'ann' })}` };
  });
  afterAll(async () => {
    await bridge.stop();
    await collector.stop();
  });

  it('has a span for the call and one below it for every call to OctoPerf, in the trace of the caller', async () => {
    await rpc(bridge.mcpUrl, 'tools/call', { ...CALL, _meta: { traceparent: parent(TRACE), tracestate: 'vendor=1' } }, { ...authorization, traceparent: parent(OTHER) });
    const sent = String(passedOn()['traceparent']);
    upstream.on(LIST, problem(404, 'No such workspace.'));
    await rpc(bridge.mcpUrl, 'tools/call', { ...CALL, _meta: { traceparent: parent(OTHER) } }, authorization);
    await rpc(bridge.mcpUrl, 'tools/list', {}, authorization);
    await rpc(bridge.mcpUrl, 'tools/call', { ...CALL, _meta: { traceparent: parent(TRACE, '00') } }, authorization);
    expect(passedOn()['traceparent']).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
    const spans = await until(async () => collector.spans, (all) => all.some(({ name }) => name === 'tools/list'));

    const [call, ...others] = spans.filter(({ traceId, kind }) => traceId === TRACE && kind === 2);
    expect(others, 'the unsampled call').toEqual([]);
    expect(call).toMatchObject({ name: 'tools/call list_projects_by_workspace', parentSpanId: SPAN, status: 0, links: [SPAN] });
    expect(call?.attributes).toMatchObject({ 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'list_projects_by_workspace', 'gen_ai.operation.name': 'execute_tool', 'mcp.protocol.version': '2025-11-25', 'network.transport': 'tcp' });
    expect(call?.resource).toMatchObject({ 'service.name': 'bridge-under-test' });
    const [exchange] = spans.filter(({ traceId, kind }) => traceId === TRACE && kind === 3);
    expect(exchange).toMatchObject({ name: `GET ${TEMPLATE}`, parentSpanId: call?.spanId, status: 0 });
    expect(exchange?.attributes).toMatchObject({ 'http.request.method': 'GET', 'url.template': TEMPLATE, 'http.response.status_code': 200 });
    expect(sent).toBe(`00-${TRACE}-${exchange?.spanId}-01`);
    expect(call !== undefined && exchange !== undefined && call.start <= exchange.start && exchange.end <= call.end).toBe(true);

    const failed = spans.filter(({ traceId }) => traceId === OTHER);
    expect(failed.map(({ status, attributes }) => [status, attributes['error.type']])).toEqual(expect.arrayContaining([[2, 'tool_error'], [2, '404']]));
    const list = spans.find(({ name }) => name === 'tools/list');
    expect([list?.parentSpanId, list?.traceId === TRACE]).toEqual(['', false]);
  });

  it('sends the headers of the operator, and no token, id or argument', async () => {
    expect(collector.headers[0]).toMatchObject({ 'x-key': 'secret key', 'x-team': 'blue', 'content-type': 'application/x-protobuf' });
    const text = collector.received.toString('latin1');
    for (const never of [authorization.authorization.slice(7), 'by-workspace/w1', 'ann']) expect(text).not.toContain(never);
  });
});
