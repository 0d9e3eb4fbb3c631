import { Controller, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { McpHttpControllerFor, McpStrategy, StreamableHttpTransport } from '@rekog/mcp-nest';
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { ApplicationConfig } from '../../src/config/application-config.js';
import { GuidesModule } from '../../src/guides/guides.module.js';
import { toolClasses } from './served-tools.js';

export interface GuidesApp { readonly port: number; close(): Promise<void> }

/** The guides alone, with an MCP endpoint but without its guard, on an ephemeral port. */
export async function startGuides(contextPath = '/mcp'): Promise<GuidesApp> {
  const config = Object.assign(new ApplicationConfig(), { mcp: { mode: 'full' }, server: { mcpContextPath: contextPath } });
  const transport = new StreamableHttpTransport({});
  const strategy = new McpStrategy({ name: 'guides', version: '0.0.0', transports: [transport], logging: false });

  @Controller(contextPath)
  class McpEndpoint extends McpHttpControllerFor(transport) {}
  const app = await NestFactory.create<NestExpressApplication>(rootModule(config, McpEndpoint), { logger: false });
  strategy.setHttpAdapter(app.getHttpAdapter());
  app.connectMicroservice({ strategy }, { inheritAppConfig: true });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  return { port: (app.getHttpServer() as { address(): { port: number } }).address().port, close: () => app.close() };
}

function rootModule(config: ApplicationConfig, endpoint: Type): Type {
  @Module({ imports: [GuidesModule.of(config, toolClasses)], controllers: [endpoint] })
  class GuidesApplication {}
  return GuidesApplication;
}

export interface Answer { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }

/** Sends a path exactly as it is written: `fetch` would tidy it first. */
export function ask(port: number, path: string, method = 'GET', headers: OutgoingHttpHeaders = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => { resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }); });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}
