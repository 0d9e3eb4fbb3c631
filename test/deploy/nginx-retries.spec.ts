import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../demo/free-port.js';
import { type Nginx, NO_NGINX, replicaLines, shippedConfiguration, startNginx } from '../../scripts/deploy/nginx.js';

type Mood = 'answers' | 'hangs up';

/** Stands where a replica would, and does with a request what the test wants. */
class Stand {
  mood: Mood = 'answers';
  readonly received: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    request.resume().once('end', () => {
      this.received.push(request.method ?? '');
      if (this.mood === 'hangs up') response.destroy();
      else response.writeHead(200).end('ok');
    });
  });

  async open(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

describe.skipIf(NO_NGINX)('what nginx repeats, with the shipped configuration', () => {
  const stands = [new Stand(), new Stand()] as const;
  let nginx: Nginx;
  let url: string;

  /** @param refused replicas of which nobody opens the door, before the stands */
  async function before(refused: number): Promise<void> {
    const ports = await Promise.all([...Array.from({ length: refused }, freePort), ...stands.map((stand) => stand.open())]);
    const port = await freePort();
    nginx = await startNginx(await shippedConfiguration('http', { MCP_REPLICAS: replicaLines(ports), BACKEND: `127.0.0.1:${ports.at(-1)}`, MCP_CONTEXT_PATH: '/mcp', MAX_UPLOAD: '1g', HTTP_PORT: String(port) }), port);
    url = `http://localhost:${port}/mcp`;
  }
  const times = (method: string): number => stands.reduce((sum, { received }) => sum + received.filter((one) => one === method).length, 0);

  beforeAll(() => before(1));
  beforeEach(() => { for (const stand of stands) { stand.mood = 'answers'; stand.received.length = 0; } });
  afterAll(async () => {
    await nginx?.stop();
    for (const stand of stands) stand.close();
  });

  it('a call that was not sent, because nobody opened the door, goes to another replica: a POST too', async () => {
    for (let call = 0; call < 12; call++) expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(200);
    expect(times('POST')).toBe(12);
    expect(await nginx.errorLog()).toContain('Connection refused');
  });

  it('a POST that was sent is never sent again, whoever hangs up', async () => {
    for (const stand of stands) stand.mood = 'hangs up';
    for (let call = 1; call <= 6; call++) {
      expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(502);
      expect(times('POST')).toBe(call);
    }
  });

  it('a read that was sent is asked for again', async () => {
    stands[0].mood = 'hangs up';
    for (let call = 0; call < 6; call++) expect((await fetch(`${url}/public/AGENTS.md`)).status).toBe(200);
    expect(stands[0].received.length).toBeGreaterThan(0);
  });
});
