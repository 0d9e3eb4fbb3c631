import { once } from 'node:events';
import { createServer, type IncomingMessage, request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A proxy as companies run it: CONNECT for https, whole addresses for http, with a password. It knows two names, and writes down what it is asked. */
export class CompanyProxy {
  readonly asked: string[] = [];
  /** Hosts that its rules keep it from leading to. */
  readonly forbids = new Set<string>();
  private readonly sockets = new Set<Socket>();
  private constructor(private readonly server: Server, private readonly ports: () => Readonly<Record<string, number>>, private readonly password: string) {}

  static async start(ports: () => Readonly<Record<string, number>>, password: string): Promise<CompanyProxy> {
    const server = createServer();
    const proxy = new CompanyProxy(server, ports, password);
    server.on('connection', (socket) => { proxy.sockets.add(socket); });
    server.on('request', (request, response) => {
      const target = new URL(request.url ?? '/');
      if (!proxy.admits(request, `${request.method ?? ''} ${target.origin}`)) { response.writeHead(407).end(); return; }
      const onward = httpRequest({ host: '127.0.0.1', port: proxy.ports()[target.hostname], method: request.method, path: target.pathname + target.search, headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => { response.destroy(); });
      request.pipe(onward);
    });
    server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      const [host = ''] = (request.url ?? '').split(':');
      if (proxy.forbids.has(host)) { socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'); return; }
      if (!proxy.admits(request, `CONNECT ${request.url ?? ''}`)) { socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'); return; }
      const onward = connect(proxy.ports()[host] ?? 1, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.write(head);
        onward.pipe(socket).pipe(onward);
      });
      for (const one of [onward, socket]) { proxy.sockets.add(one); one.on('error', () => { onward.destroy(); socket.destroy(); }); }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number { return (this.server.address() as AddressInfo).port; }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private admits({ headers }: IncomingMessage, what: string): boolean {
    this.asked.push(what);
    return headers['proxy-authorization'] === `Basic ${Buffer.from(`bridge:${this.password}`).toString('base64')}`;
  }
}
