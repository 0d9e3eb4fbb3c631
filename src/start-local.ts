import type { ApplicationConfig } from './config/application-config.js';
import { createBackend } from './local/start-backend.js';
import { type RunningServer, startBridge } from './start-bridge.js';
import { welcome } from './welcome.js';

/** Bridge and embedded backend on one origin. The bridge still reaches the backend over HTTP, as it would a real one. */
export async function startLocal(config: ApplicationConfig): Promise<RunningServer> {
  const backend = await createBackend(config);
  const bridge = await startBridge(config, backend.handler);
  console.log(welcome(config, backend.firstAccounts));
  return {
    port: bridge.port,
    stop: async () => {
      await backend.stopRuns();
      await bridge.stop();
      await backend.close();
    },
  };
}

/** The embedded backend alone, so that several bridges can stand before it. */
export async function startBackend(config: ApplicationConfig): Promise<RunningServer> {
  const backend = await createBackend(config);
  const port = await backend.listen(config.local.port, config.bindAddress);
  console.log(welcome(config, backend.firstAccounts, `http://${config.bindAddress}:${port}`));
  return { port, stop: () => backend.close() };
}
