import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { assetRoute } from './assets.js';
import { CartApi } from './cart-api.js';
import { Carts } from './carts.js';
import { control } from './control.js';
import { CustomerDesk } from './customer-desk.js';
import { LoadModel, pause } from './load-model.js';
import { completeOptions } from './options.js';
import type { CompleteOptions, LoadSettings, ShopOptions } from './options.js';
import { errorPage } from './pages/layout.js';
import { allowsGzip, json, privatePage, Refusal, send } from './reply.js';
import type { Reply } from './reply.js';
import { readBody, readTarget } from './request.js';
import type { Target } from './request.js';
import { Router } from './router.js';
import type { Match } from './router.js';
import { Sessions } from './sessions.js';
import { Statistics } from './statistics.js';
import type { ShopStats } from './statistics.js';
import { storefrontRoutes } from './storefront.js';

export { ACCOUNTS } from './accounts.js';
export type { ShopOptions } from './options.js';
export type { LatencySummary, RouteStats, ShopStats } from './statistics.js';

/** A running shop. */
export interface RunningShop {
  /** Origin without a trailing slash, e.g. http://127.0.0.1:8095. */
  url: string;
  port: number;
  /** The shop's own record, the same as GET /__stats. */
  stats(): ShopStats;
  /** Forgets the counts and starts the seeded sequences again; sessions stay. */
  reset(): void;
  /** Closes the door and all connections. */
  close(): Promise<void>;
}

/**
 * Opens the shop on 127.0.0.1.
 * @throws BadSetting for an option out of range; the system's error when the port is taken
 */
export async function startShop(options: ShopOptions = {}): Promise<RunningShop> {
  const complete = completeOptions(options);
  const shop = new Shop(complete);
  const port = await shop.listen(complete.port);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stats: () => shop.stats(),
    reset: () => shop.reset(),
    close: () => shop.close(),
  };
}

/** Route under which requests that lead nowhere are counted. */
const NO_ROUTE = '(no route)';

/** Ties the parts together: counts, waits, fails on purpose, routes, answers. */
class Shop {
  private readonly model: LoadModel;
  private readonly statistics = new Statistics();
  private readonly sessions: Sessions;
  private readonly carts: Carts;
  private readonly router: Router;
  private readonly server: Server;
  private openSockets = 0;

  constructor({ latencyMs, errorRate, knee, seed, maxSessions }: CompleteOptions) {
    this.model = new LoadModel({ latencyMs, errorRate, knee }, seed);
    this.sessions = new Sessions(maxSessions);
    this.carts = new Carts(maxSessions);
    const desk = new CustomerDesk(this.sessions, this.carts);
    const api = new CartApi(this.sessions, this.carts);
    this.router = new Router([...storefrontRoutes(), ...desk.routes(), ...api.routes(), assetRoute()]);
    // Longer than any think time of a sensible scenario: a reused connection must not die under a virtual user.
    this.server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
      void this.serve(request, response);
    });
    this.server.on('connection', (socket) => {
      this.openSockets += 1;
      socket.once('close', () => (this.openSockets -= 1));
    });
  }

  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ port, host: '127.0.0.1', backlog: 4096 }, resolve);
    });
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  stats(): ShopStats {
    return {
      ...this.statistics.snapshot(),
      openSockets: this.openSockets,
      sessions: this.sessions.size,
      carts: this.carts.cartCount,
      orders: this.carts.orderCount,
      settings: this.model.current,
    };
  }

  reset(): void {
    this.statistics.reset();
    this.model.restart();
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  /** Answers one request, whatever happens. */
  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = readTarget(request.url);
    if (target.path.startsWith('/__')) await this.serveUncounted(request, response, target);
    else await this.serveCounted(request, response, target);
  }

  private async serveUncounted(request: IncomingMessage, response: ServerResponse, { path }: Target): Promise<void> {
    const change = (settings: Partial<LoadSettings>): LoadSettings => {
      this.model.change(settings);
      return this.model.current;
    };
    const controls = { stats: () => this.stats(), reset: () => this.reset(), change };
    const reply = await control(request, path, controls).catch((error: unknown) => refuse(error, true));
    if (!response.destroyed) send(response, reply, allowsGzip(request.headers['accept-encoding']), false);
  }

  private async serveCounted(request: IncomingMessage, response: ServerResponse, target: Target): Promise<void> {
    const started = performance.now();
    const inFlight = this.statistics.arrive();
    const method = request.method ?? 'GET';
    const match = this.router.match(method, target.path);
    const reply = await this.reply(request, target, match, inFlight).catch((error: unknown) => refuse(error, target.path.startsWith('/api/')));
    if (response.destroyed) return this.statistics.abort();
    const bytes = send(response, reply, allowsGzip(request.headers['accept-encoding']), method === 'HEAD');
    const route = match.route === undefined ? NO_ROUTE : `${method} ${match.route.pattern}`;
    this.statistics.answer({ route, status: reply.status, bytes, milliseconds: performance.now() - started });
  }

  /** @throws Refusal for every answer that is an error on purpose */
  private async reply(request: IncomingMessage, target: Target, match: Match, inFlight: number): Promise<Reply> {
    if (match.route === undefined) throw nowhere(match.allowed);
    const { route, parameters } = match;
    // The dice are thrown on arrival: the order of requests decides who fails, not how long each takes.
    const fails = route.mayFail === true && this.model.fails();
    const body = request.method === 'GET' ? '' : await readBody(request);
    await pause(this.model.duration(route.weight, inFlight));
    if (fails) throw new Refusal(500, 'The stock room did not answer (injected error).');
    return route.handle({ request, query: target.query, parameters, body });
  }
}

function nowhere(allowed: readonly string[]): Refusal {
  return allowed.length === 0
    ? new Refusal(404, 'There is no such page.')
    : new Refusal(405, `Use ${allowed.join(' or ')} here.`, { allow: allowed.join(', ') });
}

/** The answer to a failed request: the refusal's own, or a bare 500 with the cause on stderr for whoever runs the shop. */
function refuse(error: unknown, asJson: boolean): Reply {
  const refusal = error instanceof Refusal ? error : new Refusal(500, 'The shop is broken; see its log.');
  if (refusal !== error) process.stderr.write(`demo shop: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  const { status, message, headers } = refusal;
  return asJson ? json(status, { error: message }, headers) : privatePage(status, errorPage(status, message), headers);
}
