import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Diagnosis } from '../../src/doctor/diagnosis.js';
import { CompanyProxy } from './company-proxy.js';
import { freePort } from '../../demo/free-port.js';
import { type OddProxy, startOddProxy } from './odd-proxy.js';
import { type ServerProcess, startServer } from './server-process.js';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export type Environment = Readonly<Record<string, string>>;

/** An installation with one thing wrong, and the finding that has to come first. */
export interface BrokenSetup {
  readonly name: string;
  readonly environment: Environment;
  /** Breaks it; what was broken before is whole again. */
  readonly arrange: () => void;
  readonly first: { readonly id: string; readonly says: RegExp };
}

/** A name that no resolver knows: only the company's proxy leads there. */
export const BEHIND_PROXY = 'octoperf.invalid';
const PROXY_PASSWORD = 'p@ss word';
const HIDDEN: Environment = { OCTOPERF_SERVER__SCHEME: 'https', OCTOPERF_SERVER__HOSTNAME: BEHIND_PROXY, OCTOPERF_SERVER__PUBLIC__PORT: '443' };

/** Real servers: an embedded backend behind a proxy that can be told to be odd, another behind TLS of an authority that nobody knows, and a third that only a company's proxy leads to. */
export class BrokenSetups {
  private constructor(private readonly folder: string, private readonly proxies: readonly OddProxy[], private readonly servers: readonly ServerProcess[], readonly companyProxy: CompanyProxy, readonly behindProxy: Environment, readonly setups: readonly BrokenSetup[], readonly healthy: Environment, readonly certificateOfAuthority: string) {}

  static async start(): Promise<BrokenSetups> {
    const folder = await mkdtemp(join(tmpdir(), 'octoperf-setups-'));
    const { authority, ...tls } = await certificates(folder);
    const ports = { plain: 0, secure: 0, hidden: 0 };
    const [plain, secure, hidden] = await Promise.all([startOddProxy(() => ports.plain), startOddProxy(() => ports.secure, tls), startOddProxy(() => ports.hidden, tls)]);
    const origin = (scheme: string, { port }: OddProxy): Environment => ({ OCTOPERF_SERVER__SCHEME: scheme, OCTOPERF_SERVER__HOSTNAME: 'localhost', OCTOPERF_SERVER__PUBLIC__PORT: String(port) });
    const servers = await Promise.all([startServer({ mode: 'backend', environment: origin('http', plain) }), startServer({ mode: 'backend', environment: origin('https', secure) }), startServer({ mode: 'backend', environment: HIDDEN })]);
    [ports.plain, ports.secure, ports.hidden] = [servers[0].port, servers[1].port, servers[2].port];
    const healthy = origin('http', plain);
    const companyProxy = await CompanyProxy.start(() => ({ [BEHIND_PROXY]: hidden.port }), PROXY_PASSWORD);
    const through = (port: number, account = ''): Environment => ({ ...HIDDEN, HTTPS_PROXY: `http://${account}127.0.0.1:${port}`, NODE_EXTRA_CA_CERTS: authority });
    const closed = await freePort();
    const setups: BrokenSetup[] = [
      { name: 'wrong public origin', environment: { ...healthy, OCTOPERF_SERVER__HOSTNAME: '127.0.0.1' }, arrange: () => { plain.oddity = {}; }, first: { id: 'issuer', says: /hostname \(localhost, expected 127\.0\.0\.1\)/ } },
      { name: 'authority nobody trusts', environment: origin('https', secure), arrange: () => { plain.oddity = {}; }, first: { id: 'certificates', says: /is not trusted from here/ } },
      { name: 'clock of the identity provider five minutes ahead', environment: healthy, arrange: () => { plain.oddity = { shiftSeconds: 300 }; }, first: { id: 'clock', says: /(299|300|301) s ahead of this machine's/ } },
      { name: 'another REST path', environment: healthy, arrange: () => { plain.oddity = { renamed: { '/runtime/scenarios/by-project/': '/runtime/scenarios/of-project/' } }; }, first: { id: 'contract', says: /scenarios: GET \/runtime\/scenarios\/by-project\/\{projectId\} .*published is \/runtime\/scenarios\/of-project\/\{projectId\}/ } },
      { name: 'proxy that is not there', environment: through(closed), arrange: () => { plain.oddity = {}; }, first: { id: 'proxy', says: /The proxy does not answer\. Nothing listens at 127\.0\.0\.1:\d+/ } },
      { name: 'proxy that wants a password', environment: through(companyProxy.port), arrange: () => { plain.oddity = {}; }, first: { id: 'proxy', says: /wants a name and password \(407\)/ } },
    ];
    return new BrokenSetups(folder, [plain, secure, hidden], servers, companyProxy, through(companyProxy.port, `bridge:${encodeURIComponent(PROXY_PASSWORD)}@`), setups, healthy, authority);
  }

  /** For oddities of a test's own. */
  get proxy(): OddProxy {
    const [plain] = this.proxies;
    if (plain === undefined) throw new Error('not started');
    return plain;
  }

  get server(): ServerProcess {
    const [server] = this.servers;
    if (server === undefined) throw new Error('not started');
    return server;
  }

  async stop(): Promise<void> {
    await Promise.all([this.companyProxy.stop(), ...this.servers.map((server) => server.stop()), ...this.proxies.map((proxy) => proxy.close())]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The compiled doctor in a process of its own. */
export async function doctor(environment: Environment, ...args: string[]): Promise<Diagnosis & { readonly output: string }> {
  const done = await run(process.execPath, [MAIN, 'doctor', '--json', ...args], { env: { PATH: process.env['PATH'], ...environment }, cwd: tmpdir() }).then(({ stdout }) => ({ code: 0, stdout }), (error: unknown) => error as { code: number; stdout: string; stderr: string });
  const diagnosis = JSON.parse(done.stdout) as Diagnosis;
  if (diagnosis.exitCode !== done.code) throw new Error(`exit code ${done.code}, said ${diagnosis.exitCode}`);
  return { ...diagnosis, output: done.stdout };
}

/** An authority, and a certificate that it signed for localhost; made here and now. */
async function certificates(folder: string): Promise<{ key: string; cert: string; authority: string }> {
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: folder });
  await openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '90', '-subj', '/CN=Authority of the house');
  await openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', '/CN=localhost', '-addext', `subjectAltName=DNS:localhost,DNS:${BEHIND_PROXY}`);
  await openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', 'leaf.pem', '-days', '60', '-copy_extensions', 'copy');
  return { key: await readFile(at('leaf.key'), 'utf8'), cert: await readFile(at('leaf.pem'), 'utf8'), authority: at('ca.pem') };
}
