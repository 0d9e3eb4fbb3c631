import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Finding } from '../../src/doctor/finding.js';
import { BrokenSetups, doctor, type Environment } from '../support/broken-setups.js';
import { ACCOUNTS, tokenOf } from '../support/server-process.js';
import { freePort } from '../../demo/free-port.js';
import { MAIN, sessionTokenOf } from '../support/stdio-client.js';

const run = promisify(execFile);
let broken: BrokenSetups;
beforeAll(async () => { broken = await BrokenSetups.start(); }, 90_000);
afterAll(() => broken?.stop());
beforeEach(() => { broken.proxy.oddity = {}; });

const byId = (findings: readonly Finding[], id: string): Finding => findings.find((finding) => finding.id === id) ?? { id, title: '', outcome: 'skipped', seen: 'no such finding' };
const failures = (findings: readonly Finding[]): string[] => findings.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);

/** How the remedy of each set-up is followed, from what the finding says. */
const CURES: Readonly<Record<string, (environment: Environment, finding: Finding) => Environment>> = {
  issuer: (environment, { yaml = '' }) => ({ ...environment, OCTOPERF_SERVER__HOSTNAME: (parse(yaml) as { server: { hostname: string } }).server.hostname }),
  certificates: (environment) => ({ ...environment, NODE_EXTRA_CA_CERTS: broken.certificateOfAuthority }),
  clock: (environment) => { broken.proxy.oddity = {}; return environment; },
  proxy: () => broken.behindProxy,
  contract: (environment, { yaml = '' }) => ({ ...environment, OCTOPERF_OCTOPERF__ENDPOINTS: JSON.stringify((parse(yaml) as { octoperf: { endpoints: object } }).octoperf.endpoints) }),
};

describe('the doctor', { timeout: 90_000 }, () => {
  it('finds nothing to cure where nothing is broken', async () => {
    const { findings, exitCode } = await doctor(broken.healthy);
    expect([failures(findings), exitCode]).toEqual([[], 0]);
    expect(byId(findings, 'keys').seen).toMatch(/1 usable of 1/);
    expect(byId(findings, 'contract').seen).toContain('Every path that the served tools call is published');
    expect(byId(findings, 'tools').seen).toMatch(/^\d+ tools; .* about \d+ tokens/);
    // Every finding that is no all-clear says what to do.
    expect(findings.filter(({ outcome, remedy }) => outcome === 'warn' && remedy === undefined)).toEqual([]);
  });

  it('looks while the server is at work: it opens no file, takes no lock and no port of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    // The lock of a living process, as a server holds it; and a port that is taken.
    const lock = join(folder, 'statistics.json.lock');
    const held = JSON.stringify({ pid: process.pid, host: hostname() });
    await writeFile(lock, held);
    const { findings, exitCode } = await doctor({
      ...broken.healthy, OCTOPERF_STATISTICS__FILE: join(folder, 'statistics.json'), OCTOPERF_AUDIT__FILE: join(folder, 'audit.jsonl'),
      OCTOPERF_MANAGEMENT__PORT: String(broken.proxy.port), OCTOPERF_MANAGEMENT__BIND_ADDRESS: '127.0.0.1',
    });
    expect([failures(findings), exitCode]).toEqual([[], 0]);
    expect(byId(findings, 'tools').seen).toMatch(/^\d+ tools/);
    expect(await readdir(folder)).toEqual(['statistics.json.lock']);
    expect(await readFile(lock, 'utf8')).toBe(held);
    await rm(folder, { recursive: true });
  });

  it.each([0, 1, 2, 3, 4, 5])('names the cause first, and its remedy cures it (set-up %i)', async (index) => {
    const setup = broken.setups[index];
    if (setup === undefined) throw new Error('no such set-up');
    setup.arrange();
    const before = await doctor(setup.environment);
    const [first] = before.findings;
    expect(first, setup.name).toMatchObject({ id: setup.first.id, outcome: 'fail', seen: expect.stringMatching(setup.first.says) as string, remedy: expect.stringMatching(/\w/) as string });
    expect(before.exitCode).toBe(1);
    const cured = await doctor(CURES[setup.first.id]?.(setup.environment, first as Finding) ?? {});
    expect(failures(cured.findings), `${setup.name}, cured`).toEqual([]);
  });

  it('looks through the proxy as the bridge would, at certificates too', async () => {
    const { findings, output } = await doctor(broken.behindProxy);
    expect(failures(findings)).toEqual([]);
    expect(byId(findings, 'proxy').seen).toMatch(/^http:\/\/bridge:\*\*\*@127\.0\.0\.1:\d+ leads to https:\/\/octoperf\.invalid\.$/);
    expect(byId(findings, 'certificates').seen).toContain('"localhost" < "Authority of the house"');
    expect(byId(findings, 'keys').seen).toMatch(/1 usable of 1/);
    expect(output).not.toContain('p%40ss');
    const { NODE_EXTRA_CA_CERTS: _trusted, ...untrusting } = broken.behindProxy;
    expect((await doctor(untrusting)).findings[0]).toMatchObject({ id: 'certificates', seen: expect.stringContaining('is not trusted from here') as string });
    broken.companyProxy.forbids.add('octoperf.invalid');
    expect((await doctor(broken.behindProxy)).findings[0]).toMatchObject({ id: 'proxy', outcome: 'fail', seen: expect.stringContaining('answers CONNECT with 403') as string });
    broken.companyProxy.forbids.clear();
    expect((await doctor({ ...broken.behindProxy, HTTPS_PROXY: (broken.behindProxy['HTTPS_PROXY'] ?? '').replace('p%40ss', 'wrong') })).findings[0]).toMatchObject({ id: 'proxy', seen: expect.stringContaining('refuses the name and password') as string });
    expect(byId((await doctor({ ...broken.healthy, https_proxy: 'http://127.0.0.1:1' })).findings, 'proxy')).toMatchObject({ outcome: 'warn', seen: expect.stringContaining('set, and not used') as string });
  });

  it('skips what cannot be told before the cause is cured, and says so', async () => {
    const { findings } = await doctor({ ...broken.healthy, OCTOPERF_SERVER__PUBLIC__PORT: String(await freePort()) });
    expect(findings[0]).toMatchObject({ id: 'origin', outcome: 'fail', seen: expect.stringContaining('Nothing listens at') as string });
    expect(failures(findings)).toEqual(['origin']);
    expect(byId(findings, 'contract')).toMatchObject({ outcome: 'skipped', because: 'origin' });
  });

  it('names every key of a configuration that cannot be used', async () => {
    const { findings, exitCode } = await doctor({ ...broken.healthy, OCTOPERF_MCP__PAGE_SIZE: 'many', OCTOPERF_OCTOPERF__ENDPOINTS: '{}' });
    expect([findings[0]?.id, exitCode]).toEqual(['configuration', 1]);
    expect(findings[0]?.seen).toContain('mcp.page-size');
    const unknown = await doctor({ ...broken.healthy, OCTOPERF_OCTOPERF__ENDPOINTS: '{"scenarioz":"/x"}' });
    expect(unknown.findings[0]?.seen).toContain('octoperf.endpoints.scenarioz: no such endpoint; the nearest is scenarios');
  });

  it('with a token, reads the account and looks where presigned links lead', async () => {
    const { origin } = broken.server;
    const key = await sessionTokenOf(origin);
    const none = await doctor(broken.healthy);
    expect(byId(none.findings, 'token').outcome).toBe('skipped');
    const { findings, output } = await doctor({ ...broken.healthy, OCTOPERF_API_KEY: key });
    expect(byId(findings, 'token')).toMatchObject({ outcome: 'ok', seen: `The key reads the account ${ACCOUNTS.tester.username}.` });
    expect(output).not.toContain(key);
    const [workspace] = (await (await fetch(`${origin}/workspaces/member-of`, { headers: { authorization: `Bearer ${key}` } })).json()) as { id: string }[];
    await fetch(`${origin}/design/projects`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify({ workspaceId: workspace?.id, name: 'for links', description: '', type: 'DESIGN', tags: [] }) });
    expect(byId((await doctor({ ...broken.healthy, OCTOPERF_API_KEY: key })).findings, 'presign')).toMatchObject({ outcome: 'ok', seen: `Links lead to http://localhost:${broken.proxy.port}.` });
    broken.proxy.oddity = { answering: { '/users/presigned-urls': 404 } };
    expect(byId((await doctor({ ...broken.healthy, OCTOPERF_API_KEY: key })).findings, 'presign')).toMatchObject({ outcome: 'ok', seen: 'This backend makes no presigned links (404); this server passes files on itself (octoperf.files: auto).' });
    expect(byId((await doctor({ ...broken.healthy, OCTOPERF_API_KEY: key, OCTOPERF_OCTOPERF__FILES: 'presigned' })).findings, 'presign')).toMatchObject({ outcome: 'warn', remedy: expect.stringContaining('octoperf.files') as string });
  });

  it('says what is wrong with a token', async () => {
    const token = await tokenOf(broken.server, ACCOUNTS.tester.username);
    expect(byId((await doctor(broken.healthy, '--token', token)).findings, 'token').seen).toContain('meant for this server and for the REST API');
    const { findings } = await doctor({ ...broken.healthy, OCTOPERF_IDP__AUDIENCES: '[https://other.example.com/mcp]' }, '--token', token);
    expect(findings[0]).toMatchObject({ id: 'token', seen: expect.stringMatching(/^The token is meant for .*; accepted are https:\/\/other\.example\.com\/mcp\.$/) as string, yaml: expect.stringContaining('audiences:') as string });
    expect(byId((await doctor(broken.healthy, '--token', '00000000-0000-4000-8000-000000000000')).findings, 'token').seen).toBe('OctoPerf refuses the token (401).');
  });

  it('tells a backend that is away from one that is another service, and says where none publishes its paths', async () => {
    broken.proxy.oddity = { answering: { '/users/current': 502 } };
    expect(byId((await doctor(broken.healthy)).findings, 'backend').seen).toContain('answers 502');
    broken.proxy.oddity = { answering: { '/users/current': 404 } };
    expect(byId((await doctor(broken.healthy)).findings, 'backend').seen).toContain('is not the REST API of OctoPerf');
    broken.proxy.oddity = { answering: { '/v3/api-docs': 404 } };
    const { findings } = await doctor(broken.healthy);
    expect(byId(findings, 'contract')).toMatchObject({ outcome: 'skipped', seen: expect.stringContaining('Not comparable') as string });
    expect(byId(findings, 'backend').seen).toContain('Version: unknown');
  });

  it('speaks to a person too, and says by its exit code that it could not be started so', async () => {
    const env = { PATH: process.env['PATH'], ...broken.healthy };
    const { stdout } = await run(process.execPath, [MAIN, 'doctor'], { env });
    expect(stdout).toMatch(/^ok {4}Issuer: /m);
    expect(stdout).toMatch(/^0 failed, \d+ warnings, \d+ in order/m);
    await expect(run(process.execPath, [MAIN, 'doctor', '--jsno'], { env })).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('Usage: doctor') as string });
  });
});

describe('the commands around the configuration', { timeout: 120_000 }, () => {
  const config = (args: string[], environment: Environment): Promise<{ stdout: string; stderr: string }> => run(process.execPath, [MAIN, 'config', ...args], { env: { PATH: process.env['PATH'], ...environment } });

  it('check says whether it can be used', async () => {
    expect((await config(['check'], broken.healthy)).stdout).toMatch(/^The configuration can be used \(bridge\)\./);
    await expect(config(['check'], { ...broken.healthy, OCTOPERF_SERVER__PROT: '1' })).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/OCTOPERF_SERVER__PROT: no such key; the nearest is OCTOPERF_SERVER__PORT/) as string });
  });

  it('print shows what is set and who set it, without secrets', async () => {
    const secrets = { OCTOPERF_MCP_CONFIRMATION_SECRET: 'not for anybody, and long enough for it', DATABASE_URL: 'postgres://octo:hunter2@db:5432/octo?sslmode=require', OCTOPERF_LOCAL__ACCOUNTS: '[{username: ann@localhost, password: open-sesame}]' };
    for (const args of [['print'], ['print', '--redacted'], ['print', '--redacted', '--with-secrets'], ['print', '--all']]) {
      const { stdout } = await config(args, { ...broken.healthy, ...secrets });
      expect(stdout).toContain('mcp.confirmation.secret: "***"   # environment OCTOPERF_MCP_CONFIRMATION_SECRET');
      expect(stdout).toContain('local.database-url: "postgres://octo:***@db:5432/octo?sslmode=require"   # environment DATABASE_URL');
      expect(stdout).toContain('local.accounts: [{"username":"ann@localhost","password":"***"}]   # environment OCTOPERF_LOCAL__ACCOUNTS');
      expect(stdout).not.toMatch(/hunter2|sesame|not for anybody/);
      expect(stdout).toContain(`# issuer       http://localhost:${broken.proxy.port}/auth`);
    }
    expect((await config(['print', '--with-secrets'], { ...broken.healthy, ...secrets })).stdout).toContain('hunter2');
    // A refusal does not show them either.
    const { findings } = await doctor({ ...broken.healthy, OCTOPERF_LOCAL__ACCOUNTS: '[{username: ann@localhost, password: sesame}]' });
    expect(findings[0]?.seen).toContain('local.accounts.0.password: password must be longer than or equal to 8 characters (found "***")');
  });
});
