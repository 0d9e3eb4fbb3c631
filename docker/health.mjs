/**
 * What the container's health check asks: `node docker/health.mjs [bridge|local|backend]`. Exit code 0 while the process can answer. Whether
 * OctoPerf behind it answers is no part of this: a restart of this container would not cure that (`/actuator/health/readiness` tells it).
 */
import { loadApplicationYml } from '../dist/config/load-application-yml.js';

const PATIENCE_MS = 4_000;
const mode = process.argv[2] ?? 'bridge';
try {
  const config = loadApplicationYml({ runMode: mode });
  const { bindAddress, server, local } = config;
  const host = bindAddress === '0.0.0.0' ? '127.0.0.1' : bindAddress === '::' ? '[::1]' : bindAddress;
  const answer = await fetch(`http://${host}:${mode === 'backend' ? local.port : server.port}/actuator/health`, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
} catch (error) {
  console.error(`unhealthy: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
