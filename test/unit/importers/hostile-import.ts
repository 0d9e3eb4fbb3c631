import { expect } from 'vitest';
import { z } from 'zod';
import { Action } from '../../../src/contract/actions.js';
import { HttpExchange } from '../../../src/contract/http-exchange.js';
import { Variable } from '../../../src/contract/variable.js';
import { ImportError } from '../../../src/local/importers/import-error.js';
import type { DesignImport } from '../../../src/local/importers/import-result.js';
import { allNodes } from './design-tree.js';

/** Control characters that would let a value write its own line where it is sent. */
const BREAKS_LINES = /[\r\n\0]/;

/** Runs an import and returns whether it was refused; anything but an `ImportError` or a result that the contract accepts is a failure. */
export function refused(run: () => DesignImport): boolean {
  let result: DesignImport;
  try {
    result = run();
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    expect(error.message.length).toBeGreaterThan(20);
    return true;
  }
  expect(z.array(Action).safeParse(result.children).error).toBeUndefined();
  for (const { name, variable } of result.variables) {
    expect(name).not.toBe('');
    expect(Variable.safeParse(variable).error).toBeUndefined();
  }
  for (const recording of result.recordings) expect(HttpExchange.safeParse(recording).error).toBeUndefined();
  for (const { place, reason } of result.notes) expect(BREAKS_LINES.test(place + reason)).toBe(false);
  expect(result.files.filter((name) => /[\\/]|^\.+$/.test(name))).toEqual([]);
  expectSafe(result);
  return false;
}

/** No request can write a header or a request line of its own; every id is there once, every server known. */
function expectSafe(result: DesignImport): void {
  const nodes = allNodes(result);
  expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
  const servers = new Set(result.servers.map(({ key }) => key));
  for (const node of nodes) {
    if (node['@type'] !== 'HttpRequestAction') continue;
    const headers = z.array(z.object({ name: z.string(), value: z.string() })).parse(node['headers']);
    const lines = [node['method'], node['path'], ...headers.flatMap(({ name, value }) => [name, value])];
    expect(lines.filter((line) => BREAKS_LINES.test(String(line)))).toEqual([]);
    expect(servers.has(String(node['serverId']))).toBe(true);
  }
}
