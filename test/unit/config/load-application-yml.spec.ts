import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadApplicationYml } from '../../../src/config/load-application-yml.js';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'config-')); });
afterAll(async () => { await rm(folder, { recursive: true }); });

const bridge = (environment: Record<string, string> = {}, folders: string[] = []) => loadApplicationYml({ runMode: 'bridge', environment: { OCTOPERF_SERVER__HOSTNAME: 'octoperf.example', ...environment }, folders });
async function withFile(text: string, environment: Record<string, string> = {}) {
  await writeFile(join(folder, 'application.yml'), text);
  return bridge(environment, [folder]);
}
const complaint = async (run: () => unknown): Promise<string> => {
  try { await run(); } catch (error) { return (error as Error).message; }
  throw new Error('nothing was refused');
};

describe('one public origin', () => {
  it('everything follows from scheme, hostname and public port', () => {
    const config = bridge({ OCTOPERF_SERVER__SCHEME: 'https', OCTOPERF_SERVER__PUBLIC__PORT: '443' });
    expect(config.publicOrigin).toBe('https://octoperf.example');
    expect(config.mcpUrl).toBe('https://octoperf.example/mcp');
    expect(config.issuer).toBe('https://octoperf.example/auth');
    expect(config.audiences).toEqual(['https://octoperf.example/mcp', 'https://octoperf.example']);
    expect(config.apiUrl).toBe('https://octoperf.example');
    expect(config.uiUrl).toBe('https://octoperf.example/ui');
  });
  it('the port is left out only where it is the default of the scheme', () => {
    expect(bridge({ OCTOPERF_SERVER__PUBLIC__PORT: '80' }).publicOrigin).toBe('http://octoperf.example');
    expect(bridge({ OCTOPERF_SERVER__PUBLIC__PORT: '443' }).publicOrigin).toBe('http://octoperf.example:443');
    expect(bridge().publicOrigin).toBe('http://octoperf.example:8091');
  });
  it('each part can be overridden for an operator who cannot reach the public origin from inside', () => {
    const config = bridge({ OCTOPERF_OCTOPERF__API_URL: 'http://backend:8090/', OCTOPERF_IDP__JWKS_URI: 'http://backend:8090/keys', OCTOPERF_IDP__ISSUER: 'https://id.example' });
    expect([config.apiUrl, config.idp.jwksUri, config.issuer]).toEqual(['http://backend:8090', 'http://backend:8090/keys', 'https://id.example']);
  });
});

describe('sources', () => {
  it('a file over the defaults, the environment over the file', async () => {
    const config = await withFile('server:\n  port: 9000\nmcp:\n  page-size: 50\n', { OCTOPERF_SERVER__PORT: '9001' });
    expect([config.server.port, config.mcp.pageSize, config.octoperf.readRetries]).toEqual([9001, 50, 2]);
  });
  it('placeholders take the environment or their default, with the type YAML gives them', async () => {
    const config = await withFile('server:\n  port: ${THE_PORT:9100}\noctoperf:\n  api-url: http://${BACKEND:backend}:8090\n', { BACKEND: 'other' });
    expect([config.server.port, config.apiUrl]).toEqual([9100, 'http://other:8090']);
  });
  it('a secret from the environment is taken letter by letter, and never shown', async () => {
    for (const secret of ['0042', 'a: b', '# no comment', '[x]', '12345678901234567890']) {
      expect(bridge({ OCTOPERF_OCTOPERF__EXCHANGE__CLIENT_SECRET: secret }).octoperf.exchange.clientSecret).toBe(secret);
      expect(bridge({ OCTOPERF_EXCHANGE_CLIENT_SECRET: secret }).octoperf.exchange.clientSecret).toBe(secret);
    }
    expect(await complaint(() => bridge({ OCTOPERF_MCP__CONFIRMATION__SECRET: 'too-short' }))).not.toContain('too-short');
  });
  it('tokens are exchanged only by a client that has a name', async () => {
    expect(await complaint(() => bridge({ OCTOPERF_OCTOPERF__TOKEN: 'exchange' }))).toContain('octoperf.exchange.client-id: is required');
    const config = bridge({ OCTOPERF_OCTOPERF__TOKEN: 'exchange', OCTOPERF_EXCHANGE_CLIENT_ID: 'me' });
    expect([config.audiences, config.exchangeAudience]).toEqual([['http://octoperf.example:8091/mcp'], 'http://octoperf.example:8091']);
  });
  it('proxies that are trusted are addresses and ranges', async () => {
    expect(bridge({ OCTOPERF_SERVER__TRUSTED_PROXIES: '[loopback, 10.0.0.0/8, "2001:db8::/32", 192.0.2.7]' }).server.trustedProxies).toHaveLength(4);
    for (const wrong of ['[proxy.corp]', '[10.0.0.0/33]', '[999.1.1.1]', '[7]', 'loopback']) expect(await complaint(() => bridge({ OCTOPERF_SERVER__TRUSTED_PROXIES: wrong }))).toContain('server.trusted-proxies');
  });
  it('the proxy of the environment is taken, and its exceptions', () => {
    const { octoperf } = bridge({ HTTPS_PROXY: 'http://proxy.corp:3128', NO_PROXY: 'localhost,.corp' });
    expect([octoperf.proxy, octoperf.noProxy]).toEqual(['http://proxy.corp:3128', 'localhost,.corp']);
  });
  it('a placeholder cannot smuggle keys in', async () => {
    const config = await withFile('octoperf:\n  ui-url: http://${HOST}/ui\n', { HOST: 'a\nserver:\n  port: 1' }).catch((error: Error) => error.message);
    expect(config).toMatch(/octoperf\.ui-url/);
  });
  it('the documented variable for the file cap works', () => {
    expect(bridge({ OCTOPERF_MCP_FILE_SOURCE_MAX_BYTES: '5' }).mcp.fileSourceMaxBytes).toBe(5);
    expect(bridge().mcp.fileSourceMaxBytes).toBe(1_073_741_824);
  });
  it('local mode needs nothing', () => {
    const config = loadApplicationYml({ runMode: 'local', environment: {}, folders: [] });
    expect([config.publicOrigin, config.bindAddress]).toEqual(['http://localhost:8091', '127.0.0.1']);
  });
});

describe('refusals name the key, the reason and the nearest valid key', () => {
  it('hostname is required before a real OctoPerf', async () => {
    expect(await complaint(() => loadApplicationYml({ runMode: 'bridge', environment: {}, folders: [] }))).toMatch(/server\.hostname: is required/);
  });
  it('an unknown key in a file', async () => {
    expect(await complaint(() => withFile('server:\n  prot: 8091\n'))).toMatch(/server\.prot: no such key; the nearest is server\.port/);
  });
  it('an unknown key in the environment', async () => {
    expect(await complaint(() => bridge({ OCTOPERF_SERVER__PUBLIC__PROT: '443' }))).toMatch(/OCTOPERF_SERVER__PUBLIC__PROT.*OCTOPERF_SERVER__PUBLIC__PORT/);
  });
  it.each([
    ['server:\n  port: 70000\n', /server\.port: .*65535/],
    ['server:\n  scheme: ftp\n', /server\.scheme/],
    ['server:\n  hostname: https://octoperf.example/\n', /hostname must be a bare host name/],
    ['server:\n  mcp-context-path: mcp\n', /server\.mcp-context-path: .*start with \//],
    ['idp:\n  algorithms: [HS256]\n', /idp\.algorithms/],
    ['idp:\n  algorithms: [none]\n', /idp\.algorithms/],
    ['octoperf:\n  api-url: backend\n', /octoperf\.api-url/],
    ['logging:\n  json: maybe\n', /logging\.json/],
    ['local:\n  accounts: [{username: x}]\n', /local\.accounts/],
    ['- a\n- b\n', /expected keys and values/],
    ['server: [\n', /application\.yml/],
  ])('%s', async (text, words) => {
    expect(await complaint(() => withFile(text, text.includes('hostname') ? { OCTOPERF_SERVER__HOSTNAME: 'https://octoperf.example/' } : {}))).toMatch(words);
  });
});

describe('what is watched', () => {
  it('metrics are served on a port of their own, and elsewhere only where somebody says so', () => {
    expect(bridge().servesMetrics).toBe(false);
    expect(bridge({ OCTOPERF_MANAGEMENT__PORT: '9091' })).toMatchObject({ servesMetrics: true, managementAddress: '0.0.0.0' });
    expect(bridge({ OCTOPERF_MANAGEMENT__PORT: '9091', OCTOPERF_MANAGEMENT__METRICS: 'off', OCTOPERF_MANAGEMENT__BIND_ADDRESS: '127.0.0.1' })).toMatchObject({ servesMetrics: false, managementAddress: '127.0.0.1' });
    expect(bridge({ OCTOPERF_MANAGEMENT__METRICS: 'on' }).servesMetrics).toBe(true);
  });
  it('calls are logged before a real OctoPerf, and not with the embedded backend unless that is asked for', () => {
    const local = (environment: Record<string, string>) => loadApplicationYml({ runMode: 'local', environment, folders: [] }).logsCalls;
    expect([bridge().logsCalls, bridge({ OCTOPERF_LOGGING__CALLS: 'off' }).logsCalls, local({}), local({ OCTOPERF_LOGGING__CALLS: 'on' })]).toEqual([true, false, false, true]);
  });
  it('the collector may be named as OpenTelemetry does', () => {
    const { traces } = bridge({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=2', OTEL_SERVICE_NAME: 'load tests' });
    expect(traces).toMatchObject({ endpoint: 'http://collector:4318', headers: 'a=1,b=2', serviceName: 'load tests', sampleRatio: 1 });
    expect(bridge().traces.endpoint).toBeUndefined();
  });
  it.each([
    [{ OCTOPERF_MANAGEMENT__PORT: '70000' }, 'management.port'], [{ OCTOPERF_AUDIT__ON_FAILURE: 'ignore' }, 'audit.on-failure'], [{ OCTOPERF_MCP_AUDIT_KEY: 'short' }, 'audit.key'],
    [{ OCTOPERF_TRACES__HEADERS: 'no pair' }, 'traces.headers'], [{ OCTOPERF_TRACES__SAMPLE_RATIO: '2' }, 'traces.sample-ratio'], [{ OCTOPERF_LOGGING__CALLERS: 'all' }, 'logging.callers'],
  ])('a bad value is named: %o', async (environment, key) => { expect(await complaint(() => bridge(environment as Record<string, string>))).toContain(key); });
});
