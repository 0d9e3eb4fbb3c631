import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ACCOUNTS } from '../support/server-process.js';
import { connectStdio, sessionTokenOf } from '../support/stdio-client.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** The package as npm would publish it, put where an installation would put it, over the dependencies that are here already. */
async function installed(folder: string): Promise<void> {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT, maxBuffer: 64_000_000 });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  const modules = join(folder, 'node_modules');
  const target = join(modules, 'octoperf-mcp-server');
  await Promise.all([mkdir(target, { recursive: true }), mkdir(join(modules, '.bin'), { recursive: true })]);
  await run('tar', ['-xzf', join(folder, filename), '-C', target, '--strip-components=1']);
  for (const name of await readdir(join(ROOT, 'node_modules'))) if (!name.startsWith('.')) await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  await symlink('../octoperf-mcp-server/dist/main.js', join(modules, '.bin', 'octoperf-mcp-server'));
  await chmod(join(target, 'dist/main.js'), 0o755);
}

describe('the packed program', { timeout: 120_000 }, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octoperf-packed-'));
    await installed(folder);
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is started by its name and finds all it needs in the package', async () => {
    const { origin } = inject('house');
    const agent = await connectStdio({ OCTOPERF_URL: origin, OCTOPERF_API_KEY: await sessionTokenOf(origin) }, { command: join(folder, 'node_modules/.bin/octoperf-mcp-server'), args: ['--stdio'] });
    expect(await agent.call('get_current_user')).toMatchObject({ username: ACCOUNTS.tester.username });
    const { contents } = await agent.client.readResource({ uri: 'octoperf://templates/agents-md' });
    expect((contents[0] as { text: string }).text).toContain('get_current_user');
    await agent.close();
  });
});
