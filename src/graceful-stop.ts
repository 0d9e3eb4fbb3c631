import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import type { Server } from 'node:http';
import type { ApplicationConfig } from './config/application-config.js';
import { Readiness } from './health/readiness.js';
import { OpenWaits } from './mcp/open-waits.js';

const LOOK_MS = 20;

/**
 * Stops without losing a call: first nobody new is let in and readiness says so, calls that only wait are answered, then what is in flight may finish
 * (`server.shutdown-grace-ms`), and only then are the parts taken down.
 */
export class GracefulStop {
  private readonly logger = new Logger(GracefulStop.name);
  private inFlight = 0;
  private stopping = false;

  constructor(private readonly config: ApplicationConfig) {}

  /** Counts MCP calls. With the backend in the same process the calls in flight still need it over HTTP, so new ones are turned away instead of the door being shut. */
  readonly middleware = (request: Request, response: Response, next: NextFunction): void => {
    if (!request.path.startsWith(this.config.server.mcpContextPath)) { next(); return; }
    if (this.stopping) {
      response.setHeader('Connection', 'close');
      if (this.config.runMode === 'local') { response.setHeader('Retry-After', '2').status(503).json({ statusCode: 503, message: 'The server is stopping: retry shortly.' }); return; }
    }
    this.inFlight++;
    response.once('close', () => { this.inFlight--; });
    next();
  };

  /** Resolves when everything is down. Safe to call twice. */
  async stop(app: NestExpressApplication): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    app.get(Readiness).stopping = true;
    app.get(OpenWaits).endAll();
    const server: Server = app.getHttpServer();
    if (this.config.runMode !== 'local') server.close();
    const until = Date.now() + this.config.server.shutdownGraceMs;
    while (this.inFlight > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    if (this.inFlight > 0) this.logger.warn(`${this.inFlight} calls were still in flight after ${this.config.server.shutdownGraceMs} ms`);
    server.closeAllConnections();
    await app.close();
  }
}
