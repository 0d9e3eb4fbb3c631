import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const PAGE = '<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Back in the client</title><p>You can close this page.</p></html>';

/** The loopback listener of a client: where the browser brings the answer of an authorization request. */
export class Callback {
  private readonly arrived: URL[] = [];
  private readonly waiting: ((url: URL) => void)[] = [];

  private constructor(private readonly server: Server, readonly origin: string) {}

  /** Listens on an ephemeral port of this machine. */
  static async open(): Promise<Callback> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const callback = new Callback(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => {
      const url = new URL(request.url ?? '/', callback.origin);
      response.writeHead(url.pathname === '/callback' ? 200 : 404, { 'content-type': 'text/html' }).end(PAGE);
      if (url.pathname === '/callback') callback.receive(url);
    });
    return callback;
  }

  /** The redirect address to register. */
  get url(): string { return `${this.origin}/callback`; }

  /** The next answer that no one has taken yet; waits for it. */
  async next(): Promise<URL> {
    const url = this.arrived.shift();
    return url ?? new Promise((resolve) => { this.waiting.push(resolve); });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private receive(url: URL): void {
    const taker = this.waiting.shift();
    if (taker === undefined) this.arrived.push(url);
    else taker(url);
  }
}
