import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { AppModule, servedAreas } from './app.module.js';
import { BearerDoor } from './auth/bearer-door.js';
import type { ApplicationConfig } from './config/application-config.js';
import { GracefulStop } from './graceful-stop.js';
import { HouseLogger } from './house-logger.js';
import { BoundedAdapter } from './limits/bounded-adapter.js';
import { SlowClients } from './limits/slow-clients.js';
import { forwardedHost } from './mcp/forwarded-host.js';
import { createMcpEndpoint } from './mcp/mcp-endpoint.js';
import { OpenWaits } from './mcp/open-waits.js';
import { unreadableMessage } from './mcp/unreadable-message.js';
import { Observation } from './observe/observation.js';
import { FilePassage } from './octoperf/file-passage.js';
import { FileTickets } from './octoperf/file-tickets.js';
import { UpstreamTraffic } from './octoperf/upstream-traffic.js';
import { Happenings } from './scope/happenings.js';
import { narrowing } from './scope/narrowing.js';
import { requestScopes } from './scope/request-id.js';

/** What a bridge may be given besides its configuration. */
export interface BridgeParts {
  /** In local mode: receives every request that is not the bridge's own, as the reverse proxy of a real installation does (`/mcp` to the bridge, `/` to the backend). */
  readonly behind?: RequestHandler | undefined;
  /** Modules whose tools are served beside those of the areas. */
  readonly besides?: readonly Type[];
  readonly happenings?: Happenings;
}

export interface AssembledBridge { readonly app: NestExpressApplication; readonly graceful: GracefulStop }

/** The bridge as it serves, all but the listening. Throws ConfigurationError where a file it keeps cannot be written. */
export async function assembleBridge(config: ApplicationConfig, { behind, besides = [], happenings = new Happenings() }: BridgeParts = {}): Promise<AssembledBridge> {
  const endpoint = createMcpEndpoint(config, happenings, servedAreas(config));
  const root = AppModule.of(config, endpoint, happenings);
  const app = await NestFactory.create<NestExpressApplication>({ ...root, imports: [...(root.imports ?? []), ...besides] }, new BoundedAdapter(config, happenings), { logger: new HouseLogger(config), bodyParser: false });
  const graceful = new GracefulStop(config);
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', config.server.trustedProxies);
  app.use(app.get(Observation).metricsDoor);
  if (behind !== undefined) app.use(elsewhere(config, behind));
  if (config.runMode === 'bridge') app.use(forwardedHost);
  mountEndpoint(app, config, graceful);
  endpoint.strategy.setHttpAdapter(app.getHttpAdapter());
  app.connectMicroservice({ strategy: endpoint.strategy }, { inheritAppConfig: true });
  showFigures(app);
  await app.startAllMicroservices();
  await app.init();
  return { app, graceful };
}

/** What stands before the router, in the order that a request meets it. */
function mountEndpoint(app: NestExpressApplication, { server: { mcpContextPath: path }, mcp: { maxRequestBytes } }: ApplicationConfig, graceful: GracefulStop): void {
  const slow = app.get(SlowClients);
  // First of all: whoever is turned away by the others is told, and written down, under a name as well.
  app.use(path, requestScopes);
  app.use(graceful.middleware);
  app.use(path, app.get(Observation).counting);
  app.get(FileTickets, { strict: false }).serve();
  app.use(`${path}/files`, app.get(FilePassage, { strict: false }).handle);
  // Behind the files, which may take their time: what is bounded is a message.
  app.use(path, slow.bodies, app.get(BearerDoor).readMessages, narrowing, slow.readers, app.get(OpenWaits).cancelling);
  app.use(unreadableMessage(path, maxRequestBytes));
}

/** Figures that other parts keep, for whoever scrapes. */
function showFigures(app: NestExpressApplication): void {
  const [observation, traffic, tickets] = [app.get(Observation), app.get(UpstreamTraffic, { strict: false }), app.get(FileTickets, { strict: false })];
  observation.gauge('octoperf_mcp_open_waits', 'Calls that stay open on purpose, such as wait_for_bench.', () => app.get(OpenWaits).count);
  observation.gauge('octoperf_mcp_upstream_calls', 'Exchanges with the OctoPerf REST API under way.', () => traffic.inFlight);
  observation.gauge('octoperf_mcp_upstream_waiting', 'Exchanges that wait for a place.', () => traffic.waiting);
  observation.gauge('octoperf_mcp_file_tickets', 'Links of this server to files that wait to be used.', () => tickets.open);
}

/** Passes on what is not the bridge's: everything but the MCP path, its metadata and the probes. */
function elsewhere({ server: { mcpContextPath } }: ApplicationConfig, behind: RequestHandler) {
  const own = [mcpContextPath, '/.well-known/oauth-protected-resource', '/health', '/actuator/health'];
  return (request: Request, response: Response, next: NextFunction): void => {
    const mine = own.some((prefix) => request.path === prefix || request.path.startsWith(`${prefix}/`));
    if (mine) next();
    else void behind(request, response, next);
  };
}
