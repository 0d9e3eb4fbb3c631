import { isIP, isIPv6 } from 'node:net';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { AllowedHosts } from './allowed-hosts.js';
import { Bandwidth } from './bandwidth.js';
import { Connections } from './connections.js';
import { UserCookies } from './cookies.js';
import { Exchange } from './exchange.js';
import type { NameService } from './name-service.js';
import type { NetworkSettings } from './network-settings.js';
import { ResponseCache } from './response-cache.js';
import { refusedReply, type Reply, type WireRequest } from './wire.js';

export interface TransportOptions {
  readonly network: NetworkSettings;
  readonly hosts: AllowedHosts;
  /** Where the profile has DNS servers of its own. */
  readonly names: NameService | undefined;
  /** Connect timeout of an origin in ms, 0 = none. */
  connectTimeoutOf(origin: string): number;
}

/** Connections of all users of this process that are open now. */
let sockets = 0;
export const openSockets = (): number => sockets;

/** What a user forgets between two iterations. */
export interface Forgetting { readonly clearCookies: boolean; readonly clearCache: boolean; readonly freshConnections: boolean }

/** The network as one user sees it: own connections, cookies, cache, names and download rate. */
export class UserTransport {
  readonly cookies: UserCookies;
  readonly bandwidth: Bandwidth | undefined;
  private readonly cache: ResponseCache;
  private readonly addresses = new Map<string, string>();
  private connections: Connections;
  private readonly flying = new Set<Exchange>();
  /** How long the connection that was opened last took, until the request it was opened for takes it. */
  private opened = 0;
  private stopped = false;

  constructor(private readonly options: TransportOptions) {
    const { cookiePolicy, cache, bitsPerSecond } = options.network;
    this.cookies = new UserCookies(cookiePolicy);
    this.cache = new ResponseCache(cache);
    this.bandwidth = bitsPerSecond > 0 ? new Bandwidth(bitsPerSecond) : undefined;
    this.connections = this.newConnections();
  }

  /** Forgets what the profile says. Nothing is in flight then. */
  nextIteration({ clearCookies, clearCache, freshConnections }: Forgetting): void {
    if (clearCookies) this.cookies.clear();
    if (clearCache) this.cache.clear();
    if (this.options.network.clearDnsCache) this.addresses.clear();
    if (!freshConnections || this.stopped) return;
    this.connections.destroy();
    this.connections = this.newConnections();
  }

  /** The request as the cache lets it go out; a reply where it is answered from there, undefined where it is passed over without one. */
  throughCache(wire: WireRequest): { readonly wire: WireRequest } | { readonly reply: Reply | undefined } {
    const conditioned = this.cache.conditioned(wire);
    if (conditioned !== undefined) return { wire: conditioned };
    const { cachedSample } = this.options.network;
    return { reply: cachedSample === 'NONE' ? undefined : { ...refusedReply(''), code: cachedSample.code, reason: cachedSample.message } };
  }

  /** Sends a request with the user's cookies; never throws. `keep` = most bytes of the answer's body to keep, asked when the status is known. */
  send(wire: WireRequest, keep: (code: number) => number): Promise<Reply> {
    const cookie = this.cookies.header(wire.origin, wire.path);
    return new Promise((resolve) => {
      const lane = this.connections.lane(wire.origin);
      lane.busy++;
      const exchange = new Exchange(wire, cookie, this, keep, (reply) => {
        this.flying.delete(exchange);
        lane.busy--;
        this.cache.take(wire, reply);
        resolve(reply);
      });
      if (this.stopped) { exchange.abort(); return; }
      this.flying.add(exchange);
      lane.client.dispatch({
        origin: wire.origin, path: wire.path, method: wire.method, body: wire.body ?? null,
        headers: headersWith(wire, cookie),
        // A server that answers HEAD with a body would spoil the next answer on the same connection.
        reset: wire.close || wire.method === 'HEAD',
        headersTimeout: wire.responseTimeoutMs, bodyTimeout: wire.responseTimeoutMs,
      }, exchange);
    });
  }

  /** Milliseconds of a connection opened just now, once; 0 where the connection was already there. */
  takeConnectTime(): number {
    const taken = this.opened;
    this.opened = 0;
    return taken;
  }

  /** Ends requests in flight as if they had never been, and refuses new ones. */
  abort(): void {
    this.stopped = true;
    for (const exchange of [...this.flying]) exchange.abort();
    this.connections.destroy();
  }

  close(): void {
    this.stopped = true;
    this.connections.destroy();
  }

  private newConnections(): Connections {
    return new Connections((target, done) => { this.open(target, done); });
  }

  private open(target: buildConnector.Options, done: buildConnector.Callback): void {
    const startedAt = performance.now();
    const origin = `${target.protocol}//${target.host ?? target.hostname}`;
    const connect = connectorFor(this.options.connectTimeoutOf(origin), this.options);
    const opened: buildConnector.Callback = (...outcome) => {
      if (outcome[0] === null) {
        this.opened = performance.now() - startedAt;
        sockets++;
        outcome[1].once('close', () => { sockets--; });
      }
      done(...outcome);
    };
    const { names, hosts } = this.options;
    if (names === undefined || isIP(target.hostname.replace(/^\[|\]$/g, '')) !== 0 || hosts.isLoopback(target.hostname) || hosts.addressOf(target.hostname) !== undefined) connect(target, undefined, opened);
    else names.find(target.hostname, this.addresses).then((address) => { connect(target, address, opened); }, (error: unknown) => { done(error instanceof Error ? error : new Error(String(error)), null); });
  }
}

/** Opens a connection, to an address that was found for its host where one is given. */
type Connector = (target: buildConnector.Options, address: string | undefined, done: buildConnector.Callback) => void;

/** Connectors by AllowedHosts (one per profile) and timeout: they keep TLS sessions, so they outlive a user. */
const connectors = new WeakMap<AllowedHosts, Map<number, Connector>>();

function connectorFor(timeout: number, { hosts, network }: TransportOptions): Connector {
  const own = connectors.get(hosts) ?? new Map<number, Connector>();
  connectors.set(hosts, own);
  const known = own.get(timeout);
  if (known !== undefined) return known;
  // JMeter trusts every certificate: a load test's target often has a self-signed one.
  const options = { timeout, rejectUnauthorized: false, ...network.tls };
  const plain = buildConnector(options);
  const made: Connector = (target, found, done) => {
    const address = found ?? hosts.addressOf(target.hostname);
    if (address === undefined) plain(target, done);
    else buildConnector({ ...options, lookup: alwaysTo(address) })(target, done);
  };
  own.set(timeout, made);
  return made;
}

function alwaysTo(address: string): LookupFunction {
  const family = isIPv6(address) ? 6 : 4;
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

function headersWith(wire: WireRequest, cookie: string): string[] {
  const headers = wire.headers as string[];
  if (wire.host === undefined && cookie === '') return headers;
  const all = [...headers];
  if (wire.host !== undefined) all.push('host', wire.host);
  if (cookie !== '') addCookie(all, cookie);
  return all;
}

/** A designed Cookie header (one with a variable in it) comes first, the jar's cookies follow in the same header. */
export function addCookie(headers: string[], cookie: string): void {
  const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'cookie');
  if (at < 0) headers.push('cookie', cookie);
  else headers[at + 1] = `${headers[at + 1] ?? ''}; ${cookie}`;
}
