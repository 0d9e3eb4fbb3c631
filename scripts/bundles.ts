import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundles } from './gen/bundles.js';

/**
 * `npm run bundles -- --origin https://octoperf.example.com --out folder [--path /mcp]`: the bundles of the folder `clients` for an origin of
 * your own, to be put where your users can install them from. Overwrites files of the same names.
 */
try {
  const { values: { origin, out, path } } = parseArgs({ options: { origin: { type: 'string' }, out: { type: 'string' }, path: { type: 'string', default: '/mcp' } } });
  if (origin === undefined || out === undefined) throw new Error('Say where your users reach OctoPerf and where the bundles go: npm run bundles -- --origin https://octoperf.example.com --out folder');
  const { version } = JSON.parse(readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8')) as { version: string };
  const files = bundles({ origin, path, version });
  for (const [name, text] of files) {
    const file = join(out, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  console.log(`${files.size} files in ${out} for ${origin}${path}: see ${join(out, 'README.md')}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
