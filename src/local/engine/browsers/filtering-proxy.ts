import { Agent, createServer, request, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AllowedHosts } from '../http/allowed-hosts.js';

/** Headers that belong to one connection and not to the message (RFC 9110 §7.6.1). */
const HOP_BY_HOP = ['connection', 'proxy-connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'upgrade'];

/**
 * The only way out of a browser: a forward proxy on loopback that judges every host as the load engine does. Plain requests are
 * passed on, TLS goes through a tunnel unread.
 */
export class FilteringProxy {
  private readonly server: Server;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private readonly tunnels = new Set<Duplex>();

  /** @param onRefusal hears the host and the sentence of each refusal. */
  constructor(private readonly hosts: AllowedHosts, private readonly onRefusal: (host: string, sentence: string) => void) {
    this.server = createServer((incoming, response) => { this.pass(incoming, response); });
    this.server.on('connect', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => { this.tunnel(incoming.url ?? '', socket, head); });
    this.server.on('upgrade', (_incoming, socket: Duplex) => { answer(socket, 501, 'Upgrades go through a tunnel.'); });
  }

  /** @returns the address, for `--proxy-server`. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => { this.server.once('error', reject).listen(0, '127.0.0.1', resolve); });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
    this.agent.destroy();
    for (const socket of this.tunnels) socket.destroy();
  }

  private refusal(hostname: string): string | undefined {
    const sentence = this.hosts.refusal(hostname);
    if (sentence !== undefined) this.onRefusal(hostname, sentence);
    return sentence;
  }

  private pass(incoming: IncomingMessage, response: ServerResponse): void {
    const target = URL.canParse(incoming.url ?? '') ? new URL(incoming.url ?? '') : undefined;
    if (target?.protocol !== 'http:') { response.writeHead(400, { 'content-type': 'text/plain' }).end('This is a proxy.'); return; }
    const refused = this.refusal(target.hostname);
    if (refused !== undefined) { response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' }).end(refused); return; }
    const outgoing = request({
      agent: this.agent, host: bare(target.hostname), port: target.port === '' ? 80 : Number(target.port), method: incoming.method, path: target.pathname + target.search,
      headers: endToEnd(incoming.headers), setHost: false,
    });
    outgoing.on('response', (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.statusMessage ?? '', withoutHops(reply.rawHeaders));
      reply.pipe(response);
      reply.on('error', () => { response.destroy(); });
    });
    outgoing.on('error', (error) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(`No answer from ${target.host}: ${error.message}`);
    });
    response.on('close', () => { outgoing.destroy(); });
    incoming.pipe(outgoing);
  }

  private tunnel(authority: string, socket: Duplex, head: Buffer): void {
    socket.on('error', () => { socket.destroy(); });
    const target = URL.canParse(`http://${authority}`) ? new URL(`http://${authority}`) : undefined;
    if (target === undefined) { answer(socket, 400, 'Bad authority.'); return; }
    const refused = this.refusal(target.hostname);
    if (refused !== undefined) { answer(socket, 403, refused); return; }
    const port = Number(/:(\d+)$/.exec(authority)?.[1] ?? 443);
    const far: Socket = connect({ host: bare(target.hostname), port, noDelay: true });
    for (const side of [socket, far]) {
      this.tunnels.add(side);
      side.on('close', () => { this.tunnels.delete(side); });
    }
    socket.on('close', () => { far.destroy(); });
    far.on('close', (failed) => { if (!failed) socket.destroy(); });
    const unanswered = (): void => { answer(socket, 502, 'No answer.'); };
    far.on('error', () => undefined).once('error', unanswered);
    far.once('connect', () => {
      far.off('error', unanswered);
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      if (head.length > 0) far.write(head);
      far.pipe(socket).pipe(far);
    });
  }
}

/** Without the brackets that URLs put around IPv6. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

function answer(socket: Duplex, status: number, sentence: string): void {
  socket.end(`HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : 'Error'}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(sentence)}\r\n\r\n${sentence}`);
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name) && !named.includes(name)));
}

/** Name, value, name, value… as received, repeated names among them. */
function withoutHops(raw: readonly string[]): string[] {
  return raw.flatMap((name, at) => (at % 2 === 0 && !HOP_BY_HOP.includes(name.toLowerCase()) ? [name, raw[at + 1] ?? ''] : []));
}
