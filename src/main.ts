import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import type { ApplicationConfig, RunMode } from './config/application-config.js';
import { ConfigurationError } from './config/configuration-error.js';
import { loadApplicationYml } from './config/load-application-yml.js';
import { HouseLogger } from './house-logger.js';
import { type RunningServer, startBridge } from './start-bridge.js';

const MODES: readonly RunMode[] = ['bridge', 'local', 'backend'];
const AGENT = 'agent';

/** `node dist/main.js [bridge|local|backend|agent]`: the bridge before a real OctoPerf (default), everything on one origin, the embedded backend alone, or a load agent of such a backend. */
async function main(): Promise<void> {
  if (process.argv[2] === AGENT) {
    const { startAgent } = await import('./start-agent.js');
    return startAgent();
  }
  const runMode = MODES.find((mode) => mode === (process.argv[2] ?? 'bridge'));
  if (runMode === undefined) throw new ConfigurationError([`"${process.argv[2]}" is not a way to run: say ${[...MODES, AGENT].join(', ')}`]);
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
