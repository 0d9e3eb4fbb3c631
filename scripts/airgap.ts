import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs the built image where there is no way out: `npm run airgap [-- folder]` (default: ./image; `npm run image` makes it, and this does where it
 * is missing). In a network namespace with nothing but loopback: start, sign-in, a whole journey, a print; every attempt to reach anything else is
 * counted by the kernel or answered and noted by a resolver of ours. Exit code 0 only when all of it worked and nothing was attempted.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(process.argv[2] ?? 'image');
const tsx = createRequire(import.meta.url).resolve('tsx/cli');
const node = (script: string): string[] => [process.execPath, tsx, join(root, 'scripts', script), folder];

if (!existsSync(join(folder, 'image.json'))) run(node('image.ts'));
run(['unshare', ...(process.getuid?.() === 0 ? [] : ['-U', '-r']), '-n', '/bin/sh', '-ec', 'PATH="$PATH:/usr/sbin:/sbin"; ip link set lo up; exec "$@"', 'sh', ...node('airgap/inside.ts')]);

/** Ends this process where the program fails. */
function run([program = '', ...parameters]: readonly string[]): void {
  const { status, error } = spawnSync(program, parameters, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    if (error !== undefined) console.error(error.message);
    process.exit(status ?? 1);
  }
}
