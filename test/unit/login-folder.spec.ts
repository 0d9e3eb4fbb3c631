import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loginFolder } from '../../src/config/login-folder.js';
import { LoginStore, type StoredLogin } from '../../src/login/login-store.js';

describe('where a login is kept', () => {
  it.each([
    ['linux', {}, '/home/ann', '/home/ann/.config/octoperf-mcp'],
    ['linux', { XDG_CONFIG_HOME: '/etc/ann' }, '/home/ann', '/etc/ann/octoperf-mcp'],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/ann', '/home/ann/.config/octoperf-mcp'],
    ['darwin', { XDG_CONFIG_HOME: '/etc/ann' }, '/Users/ann', '/Users/ann/Library/Application Support/octoperf-mcp'],
    ['win32', { APPDATA: 'C:\\Users\\ann\\AppData\\Roaming' }, 'C:\\Users\\ann', 'C:\\Users\\ann\\AppData\\Roaming\\octoperf-mcp'],
    ['win32', {}, 'C:\\Users\\ann', 'C:\\Users\\ann\\AppData\\Roaming\\octoperf-mcp'],
  ] as const)('%s %j', (platform, environment, home, folder) => { expect(loginFolder(environment, platform, home)).toBe(folder); });
});

describe('the store of logins', () => {
  const login = (origin: string): StoredLogin => ({ origin, issuer: `${origin}/auth`, resource: `${origin}/mcp`, clientId: 'c', accessToken: 'a', expiresAt: 1 });

  it('keeps one for each address, and nothing half', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'octoperf-store-'));
    const store = new LoginStore(folder);
    const [one, two] = ['http://localhost:1', 'http://localhost:2'];
    await Promise.all([store.keep(login(one)), store.keep(login(two)), store.keep(login(one))]);
    expect(await store.find(one)).toEqual(login(one));
    expect(await readdir(folder)).toHaveLength(2);
    await writeFile(store.fileOf(two), '{"origin":"http://localhost:2"');
    expect(await store.find(two)).toBeUndefined();
    await writeFile(store.fileOf(two), JSON.stringify(login(one)));
    expect(await store.find(two)).toBeUndefined();
    await rm(folder, { recursive: true });
  });

  it('lets one work at a time, and not wait for one that died', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'octoperf-store-'));
    const [store, other] = [new LoginStore(folder), new LoginStore(folder)];
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => { most = Math.max(most, ++inside); await new Promise((resolve) => setTimeout(resolve, 20)); inside--; };
    await Promise.all([store, other, store, other].map((each) => each.alone('http://localhost:1', work)));
    expect(most).toBe(1);
    const lock = `${store.fileOf('http://localhost:1')}.lock`;
    await writeFile(lock, '');
    await utimes(lock, 1, 1);
    await store.alone('http://localhost:1', work);
    await expect(store.alone('http://localhost:1', async () => { throw new Error('in vain'); })).rejects.toThrow('in vain');
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});
