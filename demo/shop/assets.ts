import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Refusal } from './reply.js';
import type { Reply } from './reply.js';
import type { Route } from './router.js';

const TYPES: Readonly<Record<string, string>> = {
  'shop.css': 'text/css; charset=utf-8',
  'shop.js': 'text/javascript; charset=utf-8',
  'logo.svg': 'image/svg+xml',
  'drawings.svg': 'image/svg+xml',
};

interface Asset {
  body: Buffer;
  headers: Readonly<Record<string, string>>;
  etag: string;
}

/** The static files, read once; cacheable for an hour and revalidated by ETag. */
export function assetRoute(): Route {
  const assets = new Map(Object.entries(TYPES).map(([name, type]) => [name, load(name, type)]));
  return {
    method: 'GET',
    pattern: '/assets/{file}',
    weight: 0,
    handle: ({ request, parameters }) => {
      const asset = assets.get(parameters[0] ?? '');
      if (asset === undefined) throw new Refusal(404, 'There is no such file.');
      return answer(asset, request.headers['if-none-match']);
    },
  };
}

function load(name: string, type: string): Asset {
  const body = readFileSync(new URL(`./assets/${name}`, import.meta.url));
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  return { body, etag, headers: { 'content-type': type, 'cache-control': 'public, max-age=3600', etag, 'x-content-type-options': 'nosniff' } };
}

/** 304 when one of the validators is the file's own (weak comparison, as RFC 9110 §13.1.2 asks), else the file. */
function answer(asset: Asset, ifNoneMatch: string | undefined): Reply {
  const validators = (ifNoneMatch ?? '').split(',').map((validator) => validator.trim().replace(/^W\//, ''));
  if (validators.includes(asset.etag) || validators.includes('*')) return { status: 304, headers: asset.headers, body: '' };
  return { status: 200, headers: asset.headers, body: asset.body };
}
