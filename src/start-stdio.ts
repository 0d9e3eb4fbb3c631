import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule, servedAreas } from './app.module.js';
import { doorSettings, isPlainAndFar } from './config/door-settings.js';
import { loadApplicationYml } from './config/load-application-yml.js';
import { loginFolder } from './config/login-folder.js';
import { HouseLogger } from './house-logger.js';
import { KeptLogin } from './login/kept-login.js';
import { LoginStore } from './login/login-store.js';
import { type SingleCaller, StdioTransport } from './mcp/stdio-transport.js';
import { createMcpStrategy } from './mcp/mcp-strategy.js';
import { OpenWaits } from './mcp/open-waits.js';
import { SERVER_IDENTITY } from './mcp/server-identity.js';
import { ObserveModule } from './observe/observe.module.js';
import { Outgoing } from './outgoing/outgoing.js';
import { outgoingFetch } from './outgoing/outgoing-fetch.js';
import { Happenings } from './scope/happenings.js';
import { apiKeyCaller, loginCaller } from './single-callers.js';
import { claimStdout } from './stdout-claim.js';

/** Where an operator's file may lie. Not ./config: a client starts this program in whatever folder its user works in. */
const FOLDERS = ['/home/octoperf/config'];
/** A message below this is always taken: the SDK's own default. */
const MESSAGE_MAX = 10_485_760;

/**
 * `node dist/main.js stdio`: the same tools for one client, over standard input and output, as the account of
 * OCTOPERF_API_KEY or, without one, of `login`.
 * Ends with its input. Throws ConfigurationError.
 */
export async function startStdio(): Promise<void> {
  const output = claimStdout();
  const settings = doorSettings();
  const config = loadApplicationYml({ runMode: 'bridge', environment: settings.environment, folders: FOLDERS });
  // Clients show standard error as trouble: a line per call is there only for who asks for it.
  config.logging.calls ??= 'off';
  Logger.overrideLogger(new HouseLogger(config));
  const logger = new Logger('Stdio');
  if (isPlainAndFar(settings.origin)) logger.warn(`OCTOPERF_URL ${settings.origin} is plain http: the key travels readable. Use https.`);
  const door: SingleCaller = settings.apiKey === undefined ? loginCaller(new KeptLogin(new LoginStore(loginFolder()), settings.origin, outgoingFetch(new Outgoing(config))), config.tokenAudiences) : apiKeyCaller(settings.apiKey, config.tokenAudiences);
  const transport = new StdioTransport({ input: process.stdin, output, door, maxMessageBytes: Math.max(MESSAGE_MAX, config.mcp.maxRequestBytes) });
  const happenings = new Happenings();
  const { strategy, surface } = createMcpStrategy(config, happenings, { areas: servedAreas(config), sole: transport });
  const app = await NestFactory.create(AppModule.of(config, { surface }, happenings, ObserveModule.of(SERVER_IDENTITY.version, process.stderr)), { logger: new HouseLogger(config), bodyParser: false });
  // The application never listens: it holds the tools, and the strategy brings them their calls.
  app.connectMicroservice({ strategy }, { inheritAppConfig: true });
  await app.init();
  await app.startAllMicroservices();
  await Promise.race([transport.ended, stopAsked(output)]);
  app.get(OpenWaits).endAll();
  await app.close();
  process.exit();
}

/** Resolves when the process is asked to stop, or when nobody reads what it says any more. */
function stopAsked(output: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => { resolve(); });
    for (const stream of [output, process.stdout]) stream.once('error', () => { resolve(); });
  });
}
