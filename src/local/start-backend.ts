import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ApplicationConfig } from '../config/application-config.js';
import { type FirstAccount, FirstAccounts } from './api/first-accounts.js';
import { AgentRegistry } from './api/agents/agent-registry.js';
import { ClearPasswords } from './api/design/variables/clear-passwords.js';
import { PresignedCalls } from './api/public/presigned/presigned-calls.js';
import { InterruptedBenches } from './api/runtime/bench-results/interrupted-benches.js';
import { LiveBenches } from './api/runtime/bench-results/live-benches.js';
import { JobScheduler } from './api/runtime/scheduler/job-scheduler.js';
import { Retention } from './api/runtime/bench-results/retention.js';
import { JtlImports } from './api/analysis/imports/jtl/jtl-imports.js';
import { TaskRunner } from './api/tasks/task-runner.js';
import { mountIdp } from './idp/idp-middleware.js';
import { LocalIdp } from './idp/local-idp.js';
import type { ExchangeClient } from './idp/token-exchange.js';
import { LocalBackendModule } from './local-backend.module.js';
import { type LocalDatabase, openDatabase } from './storage/local-database.js';

const JSON_LIMIT = '20mb';
const DATABASE_FILE = 'octoperf.db';

/** The embedded backend, ready to answer. */
export interface Backend {
  readonly app: NestExpressApplication;
  /** Answers one request: to be mounted behind another server on the same origin. */
  readonly handler: RequestHandler;
  /** Accounts made at this start, with the passwords to show once. */
  readonly firstAccounts: readonly FirstAccount[];
  /** Listens by itself. @param port 0 = any. @returns the port. */
  listen(port: number, address: string): Promise<number>;
  /** Stops the runs under way, while agents can still hand in what they measured. */
  stopRuns(): Promise<void>;
  /** Stops runs and answers under way, then closes the database. */
  close(): Promise<void>;
}

/** Opens the database, marks what an earlier process left unfinished, and puts the backend together. */
export async function createBackend(config: ApplicationConfig): Promise<Backend> {
  const { dataFolder, databaseUrl } = config.local;
  const database = await openDatabase({ file: join(dataFolder, DATABASE_FILE), url: databaseUrl });
  try {
    return await assemble(config, database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function assemble(config: ApplicationConfig, database: LocalDatabase): Promise<Backend> {
  const { dataFolder, accessTokenSeconds } = config.local;
  const idp = await LocalIdp.open({ publicOrigin: config.publicOrigin, mcpPath: config.server.mcpContextPath, dataFolder, accessTokenSeconds, exchange: exchangeClient(config), scopesEnforced: config.auth.scopes === 'on' }, database);
  const app = await NestFactory.create<NestExpressApplication>(LocalBackendModule.of(config, database, idp), { bodyParser: false, logger: ['error', 'warn', 'fatal'] });
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', config.server.trustedProxies);
  // Before the body parsers: both read, or refuse to read, bodies themselves.
  mountIdp(app, idp);
  app.use(app.get(PresignedCalls).middleware);
  app.useBodyParser('json', { limit: JSON_LIMIT });
  await app.init();
  await app.get(ClearPasswords).settle();
  await app.get(InterruptedBenches).settle();
  app.get(Retention).start();
  const firstAccounts = await app.get(FirstAccounts).seed();
  app.get(JobScheduler).start();
  return { app, firstAccounts, handler: app.getHttpAdapter().getInstance() as RequestHandler, listen: (port, address) => listen(app, port, address), stopRuns: () => stopRuns(app), close: () => close(app, idp, database) };
}

/** The bridge before this backend, as a client that may exchange tokens; undefined where the configuration names none. */
function exchangeClient({ octoperf: { token, exchange } }: ApplicationConfig): ExchangeClient | undefined {
  const { clientId, clientSecret } = exchange;
  return clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret, isRequired: token === 'exchange' };
}

async function listen(app: NestExpressApplication, port: number, address: string): Promise<number> {
  await app.listen(port, address);
  return (app.getHttpServer() as { address(): AddressInfo }).address().port;
}

async function stopRuns(app: NestExpressApplication): Promise<void> {
  await app.get(JobScheduler).stop();
  await app.get(LiveBenches).stopAll('the stop of the backend').catch((error: unknown) => { new Logger('LocalBackend').error(error); });
  app.get(AgentRegistry).close();
}

async function close(app: NestExpressApplication, idp: LocalIdp, database: LocalDatabase): Promise<void> {
  await stopRuns(app);
  app.get(JtlImports).stop();
  await app.get(TaskRunner).settle();
  await app.close();
  idp.close();
  await database.close();
}
