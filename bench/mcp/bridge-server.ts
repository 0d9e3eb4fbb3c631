import 'reflect-metadata';
import { McpController } from '@rekog/mcp-nest';
import { Module } from '@nestjs/common';
import { z } from 'zod';
import { ANSWER, BENCH_TOOL, listenAndSay } from './answer.js';
import { isWatched, WATCHED } from './watched.js';

/**
 * The compiled bridge, assembled as it is for its users, plus one tool that answers at once: what is measured is our side of a call (guard,
 * JWT, protocol, projection, and what is watched of it), not the backend's. Lines about calls go to standard output, as always.
 * Arguments: issuer URL, port, and how much is watched (`watched.ts`).
 */
const load = <T>(path: string): Promise<T> => import(new URL(`../../dist/${path}`, import.meta.url).href) as Promise<T>;
const { OctoperfTool } = await load<typeof import('../../src/mcp/index.js')>('mcp/index.js');
const { assembleBridge } = await load<typeof import('../../src/assemble-bridge.js')>('assemble-bridge.js');
const { loadApplicationYml } = await load<typeof import('../../src/config/load-application-yml.js')>('config/load-application-yml.js');
const { Happenings } = await load<typeof import('../../src/scope/happenings.js')>('scope/happenings.js');

const Result = z.object({ entries: z.array(z.object({ id: z.string(), name: z.string(), description: z.string(), url: z.string() })) });

class BenchTool {
  async answer(): Promise<z.input<typeof Result>> { return ANSWER; }
}
const descriptor = Object.getOwnPropertyDescriptor(BenchTool.prototype, 'answer');
if (descriptor === undefined) throw new Error('no method');
OctoperfTool({ name: BENCH_TOOL, title: 'Bench', description: 'Answers at once.', effect: 'read', params: z.object({}), result: Result })(BenchTool.prototype, 'answer', descriptor);
McpController()(BenchTool);
class BenchModule {}
Module({ controllers: [BenchTool] })(BenchModule);

/** Rates that nobody meets, so that counting is part of what is measured. */
const COUNTED = { OCTOPERF_LIMITS__CALLER_PER_MINUTE: '1000000000', OCTOPERF_LIMITS__CALLER_BURST: '1000000000', OCTOPERF_LIMITS__PROCESS_PER_MINUTE: '1000000000', OCTOPERF_LIMITS__PROCESS_BURST: '1000000000' };
const [issuer = '', port = '0', watched = 'as configured by default'] = process.argv.slice(2);
if (!isWatched(watched)) throw new Error(`watched: ${Object.keys(WATCHED).join(', ')}`);
const config = loadApplicationYml({ runMode: 'bridge', folders: [], environment: { OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_SERVER__PORT: port, OCTOPERF_IDP__ISSUER: issuer, OCTOPERF_LOGGING__LEVEL: 'error', ...COUNTED, ...WATCHED[watched] } });
/** What is told is heard by nobody: what the rest costs. */
class Deaf extends Happenings { override on(): void { return; } }
const { app } = await assembleBridge(config, { besides: [BenchModule], happenings: watched === 'nothing' ? new Deaf() : new Happenings() });
await listenAndSay(() => app.listen(Number(port), '127.0.0.1'));
process.once('SIGINT', () => process.exit(0));
