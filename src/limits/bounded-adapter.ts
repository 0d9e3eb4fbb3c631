import type { NestApplicationOptions } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { createServer, type Server } from 'node:http';
import type { ApplicationConfig } from '../config/application-config.js';
import type { Happenings } from '../scope/happenings.js';

/** Node looks for connections that are too slow this often: half a minute by itself. */
const LOOK_MS = 1_000;

/**
 * Express over a server with bounds: how long headers and a whole request may take, how large headers are, how long a connection idles and
 * how many there are (`server.*`). Node closes what is too slow with 408, headers that are too large with 431.
 */
export class BoundedAdapter extends ExpressAdapter {
  constructor(private readonly config: ApplicationConfig, private readonly happenings: Happenings) { super(); }

  override initHttpServer(_options: NestApplicationOptions): void {
    const { headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs, maxConnections, maxHeaderBytes } = this.config.server;
    const server: Server = createServer({
      headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs), requestTimeout: requestTimeoutMs, keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: LOOK_MS, maxHeaderSize: maxHeaderBytes,
    }, this.getInstance());
    if (maxConnections > 0) server.maxConnections = maxConnections;
    server.on('drop', () => { this.happenings.tell('limited', { limit: 'connections', waitMs: 0, caller: undefined, requestId: undefined }); });
    this.setHttpServer(server);
  }
}
