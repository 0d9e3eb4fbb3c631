import { isIPv6 } from 'node:net';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { AllowedHosts } from './allowed-hosts.js';
import { Connections } from './connections.js';
import { UserCookies } from './cookies.js';
import { Exchange } from './exchange.js';
import type { Reply, WireRequest } from './wire.js';

export interface TransportOptions {
  readonly ignoreCookies: boolean;
  readonly hosts: AllowedHosts;
  /** Connect timeout of an origin in ms, 0 = none. */
  connectTimeoutOf(origin: string): number;
}

/** The network as one user sees it: own connections, own cookies. */
export class UserTransport {
  readonly cookies: UserCookies;
  private connections: Connections;
  private readonly flying = new Set<Exchange>();
  /** How long the connection that was opened last took, until the request it was opened for takes it. */
  private opened = 0;
  private stopped = false;

  constructor(private readonly options: TransportOptions) {
    this.cookies = new UserCookies(options.ignoreCookies);
    this.connections = this.newConnections();
  }

  /** Forgets what the profile says a user forgets between two iterations. Nothing is in flight then. */
  nextIteration({ clearCookies, freshConnections }: { clearCookies: boolean; freshConnections: boolean }): void {
    if (clearCookies) this.cookies.clear();
    if (!freshConnections || this.stopped) return;
    this.connections.destroy();
    this.connections = this.newConnections();
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
    connectorFor(this.options.connectTimeoutOf(origin), this.options.hosts)(target, (...outcome) => {
      if (outcome[0] === null) this.opened = performance.now() - startedAt;
      done(...outcome);
    });
  }
}

/** Connectors by AllowedHosts (one per profile) and timeout: they keep TLS sessions, so they outlive a user. */
const connectors = new WeakMap<AllowedHosts, Map<number, buildConnector.connector>>();

function connectorFor(timeout: number, hosts: AllowedHosts): buildConnector.connector {
  const own = connectors.get(hosts) ?? new Map<number, buildConnector.connector>();
  connectors.set(hosts, own);
  const known = own.get(timeout);
  if (known !== undefined) return known;
  // JMeter trusts every certificate: a load test's target often has a self-signed one.
  const plain = buildConnector({ timeout, rejectUnauthorized: false });
  const made: buildConnector.connector = (target, done) => {
    const address = hosts.addressOf(target.hostname);
    if (address === undefined) plain(target, done);
    else buildConnector({ timeout, rejectUnauthorized: false, lookup: alwaysTo(address) })(target, done);
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
