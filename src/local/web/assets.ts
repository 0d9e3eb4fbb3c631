import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { PALETTE } from '../pages/palette.js';

const CLIENT = fileURLToPath(new URL('client/', import.meta.url));
const CHARTS = 'echarts/dist/echarts.esm.min.mjs';

/** A file that pages load: its bytes plain and packed. */
export interface Asset { readonly type: string; readonly bytes: Buffer; readonly packed: Buffer }

const TYPES: Readonly<Record<string, string>> = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', mjs: 'text/javascript; charset=utf-8' };

/** Scripts and styles of the pages: a fixed table, read once, under a path that changes whenever one of them does. */
export class Assets {
  private readonly files = new Map<string, () => Asset>();
  /** Names what is served: the same text means the same bytes, for ever. */
  readonly version: string;

  constructor() {
    const digest = createHash('sha256');
    for (const name of readdirSync(CLIENT).filter((file) => /\.(js|css)$/.test(file)).sort()) {
      const own = readFileSync(join(CLIENT, name));
      const bytes = name.endsWith('.css') ? Buffer.concat([Buffer.from(`${PALETTE}\n`), own]) : own;
      digest.update(name).update(bytes);
      this.files.set(name, once(() => assetOf(name, bytes)));
    }
    const library = createRequire(import.meta.url).resolve('echarts/package.json');
    digest.update((JSON.parse(readFileSync(library, 'utf8')) as { version: string }).version);
    this.files.set('echarts.js', once(() => assetOf('echarts.js', readFileSync(join(dirname(library), '..', CHARTS)))));
    this.version = digest.digest('base64url').slice(0, 12);
  }

  find(name: string): Asset | undefined {
    return this.files.get(name)?.();
  }

  /** Where a page loads it from. */
  path(name: string): string {
    return `/ui/assets/${this.version}/${name}`;
  }
}

const assetOf = (name: string, bytes: Buffer): Asset => ({ type: TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream', bytes, packed: gzipSync(bytes) });

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The one table of this process. */
export const ASSETS = new Assets();
