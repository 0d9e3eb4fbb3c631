import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { json, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { AddressInfo } from 'node:net';
import { AppModule } from './app.module.js';
import type { ApplicationConfig } from './config/application-config.js';
import { GracefulStop } from './graceful-stop.js';
import { HouseLogger } from './house-logger.js';
import { createMcpEndpoint } from './mcp/mcp-endpoint.js';
import { OpenWaits } from './mcp/open-waits.js';
import { unreadableMessage } from './mcp/unreadable-message.js';
import { FilePassage } from './octoperf/file-passage.js';
import { FileTickets } from './octoperf/file-tickets.js';
import { Happenings } from './scope/happenings.js';
import { requestScopes } from './scope/request-id.js';

export interface RunningServer { readonly port: number; stop(): Promise<void> }

/**
 * Starts the bridge. `behind` is given in local mode: it receives every request that is not the bridge's own, as the reverse proxy
 * of a real installation does (`/mcp` to the bridge, `/` to the backend).
 */
export async function startBridge(config: ApplicationConfig, behind?: RequestHandler): Promise<RunningServer> {
  const happenings = new Happenings();
  const endpoint = createMcpEndpoint(config, happenings);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(config, endpoint.controller, happenings), { logger: new HouseLogger(config), bodyParser: false });
  const graceful = new GracefulStop(config);
  app.disable('x-powered-by');
  app.set('etag', false);
  if (behind !== undefined) app.use(elsewhere(config, behind));
  app.use(graceful.middleware);
  app.get(FileTickets, { strict: false }).serve();
  app.use(`${config.server.mcpContextPath}/files`, app.get(FilePassage, { strict: false }).handle);
  app.use(config.server.mcpContextPath, bodyOfBearers(config));
  app.use(config.server.mcpContextPath, requestScopes);
  app.use(config.server.mcpContextPath, app.get(OpenWaits).cancelling);
  app.use(unreadableMessage(config.server.mcpContextPath, config.mcp.maxRequestBytes));
  endpoint.strategy.setHttpAdapter(app.getHttpAdapter());
  app.connectMicroservice({ strategy: endpoint.strategy }, { inheritAppConfig: true });
  await app.startAllMicroservices();
  await app.listen(config.server.port, config.bindAddress);
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  if (config.runMode === 'bridge') new Logger('Bridge').log(`listening on ${config.bindAddress}:${port}; MCP endpoint ${config.mcpUrl}; issuer ${config.issuer}; REST API ${config.apiUrl}`);
  return { port, stop: () => graceful.stop(app) };
}

/** Reads JSON bodies, but none of those who bring no token at all: they get their 401 without our parsing anything for them. */
function bodyOfBearers({ mcp: { maxRequestBytes } }: ApplicationConfig): RequestHandler {
  const read = json({ limit: maxRequestBytes });
  return (request, response, next) => {
    if (request.headers.authorization === undefined) next();
    else read(request, response, next);
  };
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
