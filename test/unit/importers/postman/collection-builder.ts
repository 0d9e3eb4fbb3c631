import { importPostman } from '../../../../src/local/importers/import-postman.js';
import type { DesignImport } from '../../../../src/local/importers/import-result.js';
import { countingIds } from '../design-tree.js';

/** A collection of format 2.1 with these items. */
export const collection = (item: unknown[], more: object = {}): Buffer => Buffer.from(JSON.stringify({ info: { name: 'C', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' }, item, ...more }));

export interface Item { name?: string; url?: unknown; method?: string; header?: unknown; body?: unknown; auth?: unknown; [more: string]: unknown }

/** A request item; everything but the request's own fields goes beside it. */
export function item({ name = 'R', url = 'https://a.test/', method = 'GET', header, body, auth, ...more }: Item = {}): object {
  return { name, request: { method, url, header, body, auth }, ...more };
}

export const script = (listen: 'test' | 'prerequest', ...exec: string[]): object => ({ listen, script: { type: 'text/javascript', exec } });
export const imported = (items: unknown[], more: object = {}): DesignImport => importPostman(collection(items, more), countingIds());
/** The import of a single request with a test script. */
export const tested = (...exec: string[]): DesignImport => imported([item({ event: [script('test', ...exec)] })]);
