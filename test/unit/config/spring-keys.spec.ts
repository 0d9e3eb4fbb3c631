import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadApplicationYml } from '../../../src/config/load-application-yml.js';
import { settingsOf } from '../../../src/config/provenance.js';
import { fromSpring, javaOptionsNotice } from '../../../src/config/spring-keys.js';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'spring-')); });
afterAll(async () => { await rm(folder, { recursive: true }); });

async function read(text: string, environment: Record<string, string> = {}) {
  await writeFile(join(folder, 'application.yml'), text);
  return loadApplicationYml({ runMode: 'bridge', environment, folders: [folder] });
}
const PUBLIC = 'server:\n  scheme: https\n  hostname: octoperf.example\n  public:\n    port: 443\n  port: 8091\n';

describe('an application.yml that was written for the Java image', () => {
  it('with the documented keys starts as it is, without a word', async () => {
    const config = await read(PUBLIC);
    expect([config.mcpUrl, config.server.port, config.notices]).toEqual(['https://octoperf.example/mcp', 8091, []]);
  });

  it('may hold settings of its framework: they are left out and named', async () => {
    const config = await read(`${PUBLIC}  tomcat:\n    threads:\n      max: 50\nspring:\n  servlet:\n    multipart:\n      max-file-size: 1GB\nmanagement: {}\n`);
    expect(config.publicOrigin).toBe('https://octoperf.example');
    expect(config.notices).toEqual([expect.stringMatching(/server\.tomcat, spring, management belong to the framework/)]);
  });

  it('may write keys with dots', async () => {
    const config = await read('server.hostname: octoperf.example\nserver.public.port: 80\nserver:\n  mcp-context-path: /tools\n');
    expect(config.mcpUrl).toBe('http://octoperf.example/tools');
  });

  it('may set levels by package: root counts', async () => {
    expect((await read(`${PUBLIC}logging:\n  level:\n    root: TRACE\n    com.octoperf: DEBUG\n`)).logging.level).toBe('verbose');
    expect((await read(`${PUBLIC}logging:\n  level:\n    com.octoperf: DEBUG\n`)).logging.level).toBe('log');
    expect((await read(`${PUBLIC}logging.level.root: INFO\n`)).logging.level).toBe('log');
    await expect(read(`${PUBLIC}logging:\n  level:\n    root: LOUD\n`)).rejects.toThrow(/logging\.level/);
  });

  it('is named as the source of what it says in its own words', async () => {
    const config = await read('server.hostname: ${HOST:octoperf.example}\nserver:\n  scheme: https\nlogging.level.root: ${LEVEL:TRACE}\n', { HOST: 'other.example' });
    const settings = settingsOf(config, { runMode: 'bridge', environment: { HOST: 'other.example' }, folders: [folder] });
    const file = join(folder, 'application.yml');
    const shown = (path: string): unknown => settings.find((setting) => setting.path === path);
    expect(shown('server.scheme')).toMatchObject({ value: 'https', source: file, isDefault: false });
    expect(shown('server.hostname')).toMatchObject({ value: 'other.example', source: `environment HOST through ${file}`, isDefault: false });
    expect(shown('logging.level')).toMatchObject({ value: 'verbose', source: file, isDefault: false });
    expect(shown('server.port')).toMatchObject({ source: 'default', isDefault: true });
  });

  it('a key of TLS and a misspelt key are refused all the same', async () => {
    await expect(read(`${PUBLIC}  ssl:\n    enabled: true\n`)).rejects.toThrow(/server\.ssl: no such key/);
    await expect(read(`${PUBLIC}  hostnam: x\n`)).rejects.toThrow(/server\.hostnam: no such key; the nearest is server\.hostname/);
  });

  it('names of REST paths, which the operator chooses, keep their dots', () => {
    expect(fromSpring({ octoperf: { endpoints: { 'a.b': '/x' } } }).tree).toEqual({ octoperf: { endpoints: { 'a.b': '/x' } } });
  });
});

describe('JAVA_OPTS', () => {
  it.each([['-Xmx512m', 512], ['-Xms64m -Xmx2g -Dx=y', 2048], ['-Xmx786432k', 768], ['-Xmx536870912', 512]])('%s is answered with the same heap for Node', (options, megabytes) => {
    expect(javaOptionsNotice(options)).toMatch(new RegExp(`--max-old-space-size=${megabytes}\\.$`));
  });
  it('says that it has no effect, at the start', async () => {
    expect((await read(PUBLIC, { JAVA_OPTS: '-Dfile.encoding=UTF-8' })).notices).toEqual([expect.stringMatching(/^JAVA_OPTS is set and has no effect/)]);
    expect((await read(PUBLIC, { JAVA_OPTS: ' ' })).notices).toEqual([]);
  });
});
