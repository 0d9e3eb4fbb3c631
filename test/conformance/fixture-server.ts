import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { McpHttpControllerFor } from '@rekog/mcp-nest';
import type { AddressInfo } from 'node:net';
import { createMcpStrategy } from '../../src/mcp/mcp-strategy.js';
import { Happenings } from '../../src/scope/happenings.js';
import { FixtureContent } from './fixture.content.js';
import { FixtureTools } from './fixture.tools.js';
import { InputRequiredTools } from './input-required.tools.js';

/**
 * Our protocol side (transport, extensions, error filter) with the tools the official suite expects, and without the guard:
 * the suite cannot send a token. Runs in a process of its own: `tsx test/conformance/fixture-server.ts PORT`.
 */
export async function startFixture(port: number): Promise<number> {
  const { strategy, transport } = createMcpStrategy({
    mcpUrl: 'http://localhost/mcp', mcp: { areas: [], mode: 'full', allowedHosts: [], allowedOrigins: [], maxRequestBytes: 1_000_000, pageSize: 0, listTtlMs: 300_000, fileSourceMaxBytes: 1, confirmation: { seconds: 300 }, dynamic: { enabled: false, cacheMinutes: 60, preload: false, allow: [], deny: [], maxOperations: 1, maxResultCharacters: 1_000 } },
    confirmations: { spend: 'off', remove: 'off', overwrite: 'off' },
    allowedHosts: ['localhost', '127.0.0.1'], allowedOrigins: ['localhost', '127.0.0.1'],
  }, new Happenings());
  class McpController extends McpHttpControllerFor(transport) {}
  Controller('mcp')(McpController);
  class FixtureModule {}
  Module({ controllers: [McpController, FixtureTools, InputRequiredTools, FixtureContent] })(FixtureModule);
  const app = await NestFactory.create<NestExpressApplication>(FixtureModule, { logger: ['error'] });
  app.use((request: { user?: object }, _response: unknown, next: () => void) => { request.user = { subject: 'conformance' }; next(); });
  strategy.setHttpAdapter(app.getHttpAdapter());
  app.connectMicroservice({ strategy }, { inheritAppConfig: true });
  await app.startAllMicroservices();
  await app.listen(port, 'localhost');
  return (app.getHttpServer() as { address(): AddressInfo }).address().port;
}

console.log(`ready ${await startFixture(Number(process.argv[2] ?? 0))}`);
