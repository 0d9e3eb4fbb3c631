import { Logger } from '@nestjs/common';
import type { RequestHandler } from 'express';
import type { AddressInfo } from 'node:net';
import { assembleBridge } from './assemble-bridge.js';
import type { ApplicationConfig } from './config/application-config.js';
import { Observation } from './observe/observation.js';

export interface RunningServer { readonly port: number; stop(): Promise<void> }

/** Starts the bridge: its management port first, where there is one. @param behind see `assembleBridge`. */
export async function startBridge(config: ApplicationConfig, behind?: RequestHandler): Promise<RunningServer> {
  const { app, graceful } = await assembleBridge(config, { behind });
  await app.get(Observation).listen(app.getHttpAdapter().getInstance() as RequestHandler);
  await app.listen(config.server.port, config.bindAddress);
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  if (config.runMode === 'bridge') new Logger('Bridge').log(`listening on ${config.bindAddress}:${port}; MCP endpoint ${config.mcpUrl}; issuer ${config.issuer}; REST API ${config.apiUrl}`);
  return { port, stop: () => graceful.stop(app) };
}
