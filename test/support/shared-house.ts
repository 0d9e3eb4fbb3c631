import type { TestProject } from 'vitest/node';
import { startServer } from './server-process.js';

/** Where the server that all end-to-end specs share can be found. */
export interface House { readonly origin: string; readonly mcpUrl: string; readonly dataFolder: string }

declare module 'vitest' {
  interface ProvidedContext { house: House }
}

/** One compiled server with the embedded backend for the whole run; each spec works in a project of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  project.provide('house', { origin: server.origin, mcpUrl: `${server.origin}/mcp`, dataFolder: server.dataFolder });
  return async () => { await server.stop(); };
}
