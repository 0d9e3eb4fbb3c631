import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../demo/free-port.js';
import * as config from '../../../src/config/load-application-yml.js';
import * as startBackend from '../../../src/local/start-backend.js';

export const ACCOUNTS = [
  { username: 'ann@localhost', password: 'ann-password' },
  { username: 'bob@localhost', password: 'bob-password' },
  { username: 'root@localhost', password: 'root-password', platformAdmin: true },
];

/** What a backend is made with. */
export type Program = Pick<typeof config, 'loadApplicationYml'> & Pick<typeof startBackend, 'createBackend'>;
const SOURCE: Program = { ...config, ...startBackend };

/** The compiled program: load generators are forked, which only compiled files can be (`npm test` builds first). */
export async function compiledProgram(): Promise<Program> {
  const at = (path: string): string => new URL(`../../../dist/${path}`, import.meta.url).href;
  return { ...((await import(at('config/load-application-yml.js'))) as typeof config), ...((await import(at('local/start-backend.js'))) as typeof startBackend) };
}

/** One answer: status, headers, and the body as text and as JSON (undefined where it is none). */
export interface Answer { readonly status: number; readonly headers: Headers; readonly text: string; readonly json: unknown }

/** An embedded backend in this process, on a free port, with a data folder that is thrown away. */
export class RunningBackend {
  private constructor(private backend: startBackend.Backend, readonly origin: string, private readonly port: number, readonly dataFolder: string, private readonly overrides: NodeJS.ProcessEnv, private readonly program: Program) {}

  /** @param overrides configuration keys as environment variables, over those of the tests. */
  static async start(overrides: NodeJS.ProcessEnv = {}, program: Program = SOURCE): Promise<RunningBackend> {
    const [port, dataFolder] = [await freePort(), mkdtempSync(join(tmpdir(), 'octoperf-backend-'))];
    return new RunningBackend(await boot(port, dataFolder, overrides, program), `http://localhost:${port}`, port, dataFolder, overrides, program);
  }

  /** Stops and starts again over the same data. */
  async restart(): Promise<void> {
    await this.restartAfter(() => undefined);
  }

  /** The same, with something done to the data while nobody uses it. */
  async restartAfter(work: () => void): Promise<void> {
    await this.backend.close();
    work();
    this.backend = await boot(this.port, this.dataFolder, this.overrides, this.program);
  }

  async stop(): Promise<void> {
    await this.backend.close();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }

  get app(): startBackend.Backend['app'] { return this.backend.app; }

  /** A session token, by the form login of clients that know no OAuth. */
  async login(account: { username: string; password: string }): Promise<string> {
    const answer = await this.call('POST', '/public/users/login', { body: new URLSearchParams({ username: account.username, password: account.password }) });
    return (answer.json as { token: { token: string } }).token.token;
  }

  async call(method: string, path: string, { token, body, headers = {} }: { token?: string; body?: unknown; headers?: Record<string, string> } = {}): Promise<Answer> {
    const raw = body === undefined || typeof body === 'string' || body instanceof FormData || body instanceof URLSearchParams;
    const response = await fetch(path.startsWith('http') ? path : this.origin + path, {
      method,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(raw ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
      redirect: 'manual',
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }
}

async function boot(port: number, dataFolder: string, overrides: NodeJS.ProcessEnv, { loadApplicationYml, createBackend }: Program): Promise<startBackend.Backend> {
  const environment = { OCTOPERF_LOCAL__DATA_FOLDER: dataFolder, OCTOPERF_LOCAL__ACCOUNTS: JSON.stringify(ACCOUNTS), OCTOPERF_SERVER__PORT: String(port), OCTOPERF_LOCAL__MAX_UPLOAD_BYTES: '200000', OCTOPERF_LOCAL__ENGINE__MAX_USERS: '20', ...overrides };
  const backend = await createBackend(loadApplicationYml({ runMode: 'backend', environment, folders: [] }));
  await backend.listen(port, '127.0.0.1');
  return backend;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
