import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What the proxy does to what passes. */
export interface Oddity {
  /** Seconds that the header Date of every answer is shifted by. */
  readonly shiftSeconds?: number;
  /** Path prefixes by their new names: the old ones are gone, in the published document too. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Path prefixes that answer this status. */
  readonly answering?: Readonly<Record<string, number>>;
}

/** A reverse proxy on loopback that changes what it passes on, as told at the moment; with TLS where it is given a key. */
export interface OddProxy { readonly port: number; oddity: Oddity; close(): Promise<void> }

export async function startOddProxy(targetPort: () => number, tls?: { readonly key: string; readonly cert: string }): Promise<OddProxy> {
  const serve = (incoming: IncomingMessage, response: ServerResponse): void => { void pass(incoming, response, targetPort(), proxy.oddity).catch(() => { response.writeHead(502).end(); }); };
  const server: Server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: OddProxy = {
    port: (server.address() as AddressInfo).port, oddity: {},
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

async function pass(incoming: IncomingMessage, response: ServerResponse, port: number, { shiftSeconds = 0, renamed = {}, answering = {} }: Oddity): Promise<void> {
  const url = incoming.url ?? '/';
  const status = Object.entries(answering).find(([prefix]) => url.startsWith(prefix))?.[1];
  const gone = Object.keys(renamed).some((prefix) => url.startsWith(prefix));
  if (status !== undefined || gone) { incoming.resume(); response.writeHead(status ?? 404, { 'content-type': 'application/json' }).end('{"message":"There is no such thing."}'); return; }
  const [theirs, ours] = Object.entries(renamed).find(([, prefix]) => url.startsWith(prefix)) ?? ['', ''];
  const upstream = ask({ host: '127.0.0.1', port, method: incoming.method, path: theirs + url.slice(ours.length), headers: incoming.headers });
  // Who breaks off in the middle breaks off all the way.
  incoming.once('close', () => { if (!incoming.complete) upstream.destroy(); });
  incoming.pipe(upstream);
  const [answer] = (await once(upstream, 'response')) as [IncomingMessage];
  const body = await buffer(answer);
  const shown = url.startsWith('/v3/api-docs') ? Buffer.from(Object.entries(renamed).reduce((text, [old, prefix]) => text.replaceAll(`"${old}`, `"${prefix}`), body.toString('utf8'))) : body;
  response.sendDate = false;
  const { 'transfer-encoding': _chunked, ...headers } = answer.headers;
  response.writeHead(answer.statusCode ?? 502, { ...headers, date: new Date(Date.now() + shiftSeconds * 1000).toUTCString(), 'content-length': shown.length });
  response.end(shown);
}
