import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { ActionNode } from '../../../src/contract/actions.js';
import { defaultJmeterEngine, type JmeterUserProfileEngine } from '../../../src/contract/engine-settings.js';
import type { HttpServer } from '../../../src/contract/http-server.js';
import type { UserProfileLoad } from '../../../src/contract/load.js';
import type { VariableWrapper } from '../../../src/contract/variable.js';
import type { VirtualUser } from '../../../src/contract/virtual-user.js';
import type { BenchPlan, BenchProfile, Surroundings, ValidationEnd, ValidationPlan, ValidationSample } from '../../../src/local/engine/bench-protocol.js';
import { runValidation } from '../../../src/local/engine/run-validation.js';

/** A real server on a free port of this machine, with what it was asked. */
export interface Target { readonly server: Server; readonly port: number; readonly asked: { method: string; url: string; headers: IncomingMessage['headers']; rawHeaders: string[]; body: string }[]; close(): Promise<void> }

export async function startTarget(handle: (request: IncomingMessage, response: ServerResponse, body: string) => void): Promise<Target> {
  const asked: Target['asked'] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, rawHeaders: request.rawHeaders, body });
      handle(request, response, body);
    });
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { server, port, asked, close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => { resolve(); }); }) };
}

export const serverAt = (port: number, change: Partial<HttpServer> = {}): HttpServer => ({
  id: 'srv', userId: '', projectId: 'p', protocol: 'HTTP', hostname: '127.0.0.1', port, connectTimeoutMs: 2000, responseTimeoutMs: 5000, keepAlive: true, resourcesPool: 4, ipSpoofing: false, authorizations: [], ...change,
});

let ids = 0;
/** A node as it is stored; `enabled` unless said otherwise. */
export const node = (type: string, fields: Record<string, unknown> = {}): ActionNode => ({ '@type': type, id: `n${++ids}`, name: '', enabled: true, ...fields });
export const get = (path: string, fields: Record<string, unknown> = {}): ActionNode => node('HttpRequestAction', { serverId: 'srv', method: 'GET', path, queryParameters: [], headers: [], postData: null, children: [], ...fields });

export const virtualUser = (children: ActionNode[], change: Partial<VirtualUser> = {}): VirtualUser => ({ '@type': 'VirtualUser', id: 'vu', userId: '', projectId: 'p', name: 'Shop', description: '', type: 'JMETER', tags: [], children, ...change });

export const surroundings = (port: number, change: Partial<Surroundings> = {}): Surroundings => ({ servers: [serverAt(port)], variables: [], fragments: [], allowedHosts: [], ...change });

export const variable = (name: string, value: Record<string, unknown>): VariableWrapper => ({ id: name, userId: '', projectId: 'p', name, description: '', variable: value as VariableWrapper['variable'] });

const folders: string[] = [];
/** An empty folder, gone after the tests of the file. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'engine-test-'));
  folders.push(made);
  return made;
}
afterAll(() => { for (const made of folders) rmSync(made, { recursive: true, force: true }); });

export interface Validated { samples: ValidationSample[]; end: ValidationEnd; folder: string; of: (action: ActionNode) => ValidationSample[] }

/** Validates a tree and waits for its end. */
export async function validate(children: ActionNode[], place: Surroundings, change: Partial<ValidationPlan> = {}, signal: AbortSignal = new AbortController().signal): Promise<Validated> {
  const samples: ValidationSample[] = [];
  const outputFolder = folder();
  const end = await runValidation({ virtualUser: virtualUser(children), surroundings: place, iterations: 1, recordedCodes: {}, outputFolder, bodyLimit: 100_000, ...change }, (sample) => { samples.push(sample); }, signal);
  return { samples, end, folder: outputFolder, of: (action) => samples.filter(({ actionId }) => actionId === action.id) };
}

export interface ProfileChange { load: UserProfileLoad; engine?: (engine: JmeterUserProfileEngine) => void; virtualUser: VirtualUser; id?: string; name?: string; setUp?: VirtualUser; tearDown?: VirtualUser }

export function profile({ load, engine, virtualUser: user, id = 'p1', name = 'Main', ...sides }: ProfileChange): BenchProfile {
  const settings = defaultJmeterEngine();
  engine?.(settings);
  return { ...sides, virtualUser: user, profile: { id, name, virtualUserId: user.id, providerId: 'prov', location: 'local', load, memory: { vuMb: null }, engine: settings } };
}

export const benchPlan = (profiles: BenchProfile[], place: Surroundings): BenchPlan => ({ benchResultId: 'b', scenarioName: 'Test', profiles, surroundings: place, outputFolder: folder(), region: 'local', injectorId: 'inj-1' });

export const constantLoad = (users: number, plateauMs: number, rampUpMs = 0): UserProfileLoad => ({ '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs, plateauMs, plateauVus: users });
