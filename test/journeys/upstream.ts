import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, type Agent } from '../support/agent.js';
import { Issuer } from '../support/issuer.js';
import { freePort } from '../../demo/free-port.js';
import { type ServerProcess, startServer } from '../support/server-process.js';

/** One request as the upstream received it. */
export interface Received {
  /** `METHOD /path`, without the query. */
  readonly route: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
export type Answer = (response: ServerResponse, received: Received) => void;

/** Answers JSON. */
export const json = (value: unknown, status = 200): Answer => (response) => { response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value)); };
/** Answers anything as it is. */
export const raw = (status: number, body: string | Buffer, headers: Record<string, string> = {}): Answer => (response) => { response.writeHead(status, headers).end(body); };
/** Spring's problem shape, which OctoPerf refuses in. */
export const problem = (status: number, message: string): Answer => json({ timestamp: '2026-01-05T10:00:00.000Z', status, error: 'Refused', message, path: '/' }, status);
/** Never answers. */
export const silence: Answer = () => undefined;
/** Ends the connection in the middle of the exchange. */
export const hangUp: Answer = (response) => { response.destroy(); };

/**
 * A REST API that says what the test wants it to say, and remembers everything it was told. Without a token it answers 401, as the
 * readiness probe expects, which may come at any time.
 */
export class Upstream {
  /** Everything, probes included. */
  readonly received: Received[] = [];
  private readonly answers = new Map<string, Answer>();
  private readonly server: Server;
  url = '';

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => { chunks.push(chunk); });
      request.on('end', () => {
        const target = new URL(request.url ?? '/', 'http://upstream');
        const received = { route: `${request.method ?? ''} ${target.pathname}`, query: target.searchParams, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
        this.received.push(received);
        const answer = received.headers.authorization === undefined ? problem(401, 'Sign in.') : (this.answers.get(received.route) ?? problem(404, 'There is nothing.'));
        answer(response, received);
      });
    });
  }

  static async start(): Promise<Upstream> {
    const upstream = new Upstream();
    upstream.server.listen(0, '127.0.0.1');
    await once(upstream.server, 'listening');
    upstream.url = `http://127.0.0.1:${(upstream.server.address() as AddressInfo).port}`;
    return upstream;
  }

  /** From now on this route is answered so; what it received before is forgotten. */
  on(route: string, answer: Answer): void {
    this.answers.set(route, answer);
    for (let index = this.received.length - 1; index >= 0; index--) if (this.received[index]?.route === route) this.received.splice(index, 1);
  }

  /** What came in with a token. */
  get calls(): Received[] { return this.received.filter(({ headers }) => headers.authorization !== undefined); }

  /** What came in with a token on a route since `on`. */
  at(route: string): Received[] { return this.calls.filter((received) => received.route === route); }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** A bridge alone, before an upstream and an identity provider that both belong to the test. */
export interface BridgeBefore {
  readonly server: ServerProcess;
  readonly mcpUrl: string;
  readonly issuer: Issuer;
  /** A good token, by default of an audience that covers bridge and API. */
  token(claims?: Record<string, unknown>): Promise<string>;
  agent(claims?: Record<string, unknown>, pinned?: string): Promise<Agent>;
  stop(): Promise<void>;
}

/** Tests of something else need not confirm what they do. */
export const UNASKED = { OCTOPERF_MCP__CONFIRMATION__SPEND: 'off', OCTOPERF_MCP__CONFIRMATION__REMOVE: 'off' } as const;

/** Tests that make the upstream fail on purpose must meet it each time. */
const UNBROKEN = { OCTOPERF_OCTOPERF__BREAKER__FAILURE_PERCENT: '0' } as const;

/** Starts the compiled bridge before an upstream. @param node what runs it, where that is not this Node. */
export async function startBridgeBefore(apiUrl: string, environment: Readonly<Record<string, string>> = {}, node = process.execPath): Promise<BridgeBefore> {
  const [issuer, port] = await Promise.all([Issuer.start(), freePort()]);
  const mcpUrl = `http://localhost:${port}/mcp`;
  const server = await startServer({
    mode: 'bridge', port, node, readyPath: '/health/live',
    environment: { OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_IDP__ISSUER: issuer.url, OCTOPERF_OCTOPERF__API_URL: apiUrl, OCTOPERF_LOGGING__LEVEL: 'verbose', ...UNASKED, ...UNBROKEN, ...environment },
  });
  const token = (claims: Record<string, unknown> = {}): Promise<string> => issuer.sign({ aud: mcpUrl, ...claims });
  return {
    server, mcpUrl, issuer, token,
    agent: async (claims, pinned) => connect(mcpUrl, await token(claims), pinned),
    stop: async () => { await Promise.all([server.stop(), issuer.stop()]); },
  };
}
