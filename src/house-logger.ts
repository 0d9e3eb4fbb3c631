import { ConsoleLogger } from '@nestjs/common';
import type { ApplicationConfig } from './config/application-config.js';

const LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;
/** Parts of the framework that report every module and route at each start: worth reading only when something is wrong. */
const CHATTER: ReadonlySet<unknown> = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestMicroservice', 'NestApplication']);

/** Nest's logger at the configured level, as text or JSON lines; the framework's start-up chatter counts as debug. */
export class HouseLogger extends ConsoleLogger {
  private readonly chatty: boolean;

  constructor({ logging }: ApplicationConfig) {
    super({ json: logging.json, colors: !logging.json && process.stdout.isTTY === true, logLevels: LEVELS.slice(0, LEVELS.indexOf(logging.level) + 1) });
    this.chatty = LEVELS.indexOf(logging.level) >= LEVELS.indexOf('debug');
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (this.chatty || !CHATTER.has(rest.at(-1))) super.log(message, ...rest);
  }
}
