import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dim, green, red } from '../demo/terminal.js';
import { checkComposeFiles } from './image/compose-files.js';
import { buildImage } from './image/build.js';
import { smokeTest } from './image/smoke.js';

/**
 * Builds the image without Docker: `npm run image [-- folder]` (default: ./image). It performs docker/Dockerfile as it stands, stage by stage, in a folder,
 * starts the result and looks at it. What is the same: every instruction, Node's version, the user, the read-only root, no capabilities, mounts.
 * What is not: the base is this machine's /usr instead of Debian's slim one, there are no layers, and network and process ids are this machine's.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(process.argv[2] ?? 'image');
try {
  for (const told of await checkComposeFiles(root)) console.log(`${green('✓')} ${told}`);
  const built = await buildImage({ context: root, dockerfile: resolve(root, 'docker/Dockerfile'), folder, say: (text) => { console.log(dim(text)); } });
  for await (const told of smokeTest(built)) console.log(`${green('✓')} ${told}`);
  console.log(`\n${folder}: ${Math.round(built.bytes / 1_000_000)} MB on top of the base, built in ${Math.round(built.seconds)} s`);
  console.log(`start: ${[...built.config.entrypoint, ...built.config.command].join(' ')}   port ${built.config.port}   user ${built.config.user}`);
} catch (error) {
  console.error(red(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
