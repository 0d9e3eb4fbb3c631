import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../demo/free-port.js';
import { type Nginx, NO_NGINX, replicaLines, shippedConfiguration, startNginx } from '../../scripts/deploy/nginx.js';
import { type BridgeBefore, json, startBridgeBefore, Upstream } from '../journeys/upstream.js';

const RUN = 'GET /runtime/bench-results/b1';

interface Event { readonly method?: string; readonly params?: { progress: number }; readonly result?: { structuredContent: { state: string } } }

/** Server-sent events of one answer, one at a time, as they arrive. */
class Events {
  private readonly reader: ReadableStreamDefaultReader<string>;
  private text = '';

  constructor(body: ReadableStream<Uint8Array>) { this.reader = body.pipeThrough(new TextDecoderStream()).getReader(); }

  async next(): Promise<Event> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const data = this.text.slice(0, end).split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim()).join('');
        this.text = this.text.slice(end + 2);
        if (data !== '') return JSON.parse(data) as Event;
        continue;
      }
      const { value, done } = await this.reader.read();
      if (done) throw new Error(`the stream ended: ${this.text}`);
      this.text += value.replaceAll('\r\n', '\n');
    }
  }
}

describe.skipIf(NO_NGINX)('a streamed answer behind nginx', { timeout: 90_000 }, () => {
  let upstream: Upstream;
  let bridge: BridgeBefore;
  let nginx: Nginx;
  let mcpUrl: string;
  beforeAll(async () => {
    upstream = await Upstream.start();
    bridge = await startBridgeBefore(upstream.url);
    const port = await freePort();
    mcpUrl = `http://localhost:${port}/mcp`;
    nginx = await startNginx(await shippedConfiguration('http', { MCP_REPLICAS: replicaLines([bridge.server.port]), BACKEND: new URL(upstream.url).host, MCP_CONTEXT_PATH: '/mcp', MAX_UPLOAD: '1g', HTTP_PORT: String(port) }), port);
  });
  afterAll(async () => {
    await nginx?.stop();
    await bridge?.stop();
    await upstream?.stop();
  });

  const runIs = (state: string): void => { upstream.on(RUN, json({ id: 'b1', batchId: '', scenarioId: 's1', designProjectId: 'p1', resultProjectId: 'p2', state })); };

  it('comes event by event while the call still waits', async () => {
    runIs('RUNNING');
    upstream.on('GET /runtime/bench-results/progress/b1', json({ value: 42 }));
    const answer = await fetch(mcpUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${await bridge.token()}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25', 'accept-encoding': 'gzip' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'wait_for_bench', arguments: { benchResultId: 'b1', timeoutSec: 50 }, _meta: { progressToken: 'p' } } }),
    });
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-encoding')]).toEqual([200, 'text/event-stream', null]);
    if (answer.body === null) throw new Error('no body');
    const events = new Events(answer.body);
    // The run ends only after two events were read: an answer that is held back would never come to its end here.
    for (const _ of [1, 2]) expect(await events.next()).toMatchObject({ method: 'notifications/progress', params: { progressToken: 'p' } });
    runIs('FINISHED');
    for (;;) {
      const { result } = await events.next();
      if (result === undefined) continue;
      expect(result.structuredContent).toMatchObject({ state: 'FINISHED', terminal: true });
      break;
    }
  });

  it('ends at the upstream when the client goes away in the middle', async () => {
    runIs('RUNNING');
    const gone = new AbortController();
    const answer = await fetch(mcpUrl, {
      method: 'POST', signal: gone.signal,
      headers: { authorization: `Bearer ${await bridge.token()}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 8, method: 'tools/call', params: { name: 'wait_for_bench', arguments: { benchResultId: 'b1', timeoutSec: 50 }, _meta: { progressToken: 'p' } } }),
    });
    if (answer.body === null) throw new Error('no body');
    await new Events(answer.body).next();
    gone.abort();
    // The bridge stops at once only when nothing is in flight any more.
    expect(await bridge.server.stop()).toBe(0);
    expect(bridge.server.output()).not.toContain('still in flight');
  });
});
