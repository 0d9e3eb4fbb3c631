import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { ApplicationConfig } from './config/application-config.js';
import { Readiness } from './health/readiness.js';
import { OpenWaits } from './mcp/open-waits.js';

const LOOK_MS = 20;
/** How long a connection that a proxy keeps open must be silent before it is closed: a proxy that was refused a new one has turned to other replicas by then. */
const SILENT_MS = 1_000;

/**
 * Stops without losing a call: first nobody new is let in and readiness says so, calls that only wait are answered, then what is in flight may finish
 * (`server.shutdown-grace-ms`), and only then are the parts taken down. Connections that a proxy keeps open are served until it lets go of
 * them: a call that it sends while we close one is lost, because a proxy must not repeat it.
 */
export class GracefulStop {
  private readonly logger = new Logger(GracefulStop.name);
  private inFlight = 0;
  private stopping = false;
  private behindProxy = false;
  private lastHeard = 0;

  constructor(private readonly config: ApplicationConfig) {}

  /** Counts MCP calls. With the backend in the same process the calls in flight still need it over HTTP, so new ones are turned away instead of the door being shut. */
  readonly middleware = (request: Request, response: Response, next: NextFunction): void => {
    if (!request.path.startsWith(this.config.server.mcpContextPath)) { next(); return; }
    if (this.stopping) {
      response.setHeader('Connection', 'close');
      if (this.config.runMode === 'local') { response.setHeader('Retry-After', '2').status(503).json({ statusCode: 503, message: 'The server is stopping: retry shortly.' }); return; }
    }
    this.inFlight++;
    this.behindProxy ||= request.headers['x-forwarded-for'] !== undefined;
    response.once('close', () => { this.inFlight--; this.lastHeard = Date.now(); });
    next();
  };

  /** Resolves when everything is down. Safe to call twice. */
  async stop(app: NestExpressApplication): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    app.get(Readiness).stopping = true;
    app.get(OpenWaits).endAll();
    const server: Server = app.getHttpServer();
    if (this.config.runMode !== 'local') await shutDoor(server);
    const until = Date.now() + this.config.server.shutdownGraceMs;
    while (this.inFlight > 0 && Date.now() < until) await pause(LOOK_MS);
    if (this.behindProxy) await this.silence(server, until);
    if (this.inFlight > 0) this.logger.warn(`${this.inFlight} calls were still in flight after ${this.config.server.shutdownGraceMs} ms`);
    server.closeAllConnections();
    await app.close();
  }

  /** Resolves when the proxies have let go of their connections, or have sent nothing for a while. Each answer tells them to let go (`Connection: close`). */
  private async silence(server: Server, until: number): Promise<void> {
    this.lastHeard = Date.now();
    while (Date.now() < Math.min(this.lastHeard + SILENT_MS, until) || this.inFlight > 0 && Date.now() < until) {
      if (await openConnections(server) === 0) return;
      await pause(LOOK_MS);
    }
  }
}

/**
 * Lets no new connection in, and leaves every open one as it is: Node's own `close` of an HTTP server would cut those that are idle. First come
 * those that wait at the door: the system has accepted them already.
 */
async function shutDoor(server: Server): Promise<void> {
  await nextTurn();
  NetServer.prototype.close.call(server);
}

const openConnections = (server: Server): Promise<number> => new Promise((resolve) => { server.getConnections((error, count) => { resolve(error === null ? count : 0); }); });
