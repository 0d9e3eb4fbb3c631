#!/usr/bin/env node
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { COMMANDS, type Command } from './commands.js';
import type { ApplicationConfig, RunMode } from './config/application-config.js';
import { ConfigurationError } from './config/configuration-error.js';
import { loadApplicationYml } from './config/load-application-yml.js';
import { HouseLogger } from './house-logger.js';
import { type RunningServer, startBridge } from './start-bridge.js';

const MODES: readonly RunMode[] = ['bridge', 'local', 'backend'];

/** `node dist/main.js [bridge|local|backend|<command>]`: the bridge before a real OctoPerf (default), everything on one origin, the embedded backend alone, or one of the commands. */
async function main(): Promise<void> {
  const [word = 'bridge', ...rest] = process.argv.slice(2);
  const command: Command | undefined = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
  if (command !== undefined) return command(rest);
  const runMode = MODES.find((mode) => mode === word);
  if (runMode === undefined) throw new ConfigurationError([`"${word}" is not a way to run: say ${[...MODES, ...Object.keys(COMMANDS)].join(', ')}`]);
  const config = loadApplicationYml({ runMode });
  Logger.overrideLogger(new HouseLogger(config));
  for (const notice of config.notices) new Logger('Configuration').warn(notice);
  const server = await start(config);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => { void server.stop().then(() => process.exit(0)); });
}

async function start(config: ApplicationConfig): Promise<RunningServer> {
  if (config.runMode === 'bridge') return startBridge(config);
  // Loaded only when asked for: the bridge of an operator carries none of the embedded backend.
  const { startLocal, startBackend } = await import('./start-local.js');
  return config.runMode === 'local' ? startLocal(config) : startBackend(config);
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exit(1);
});
