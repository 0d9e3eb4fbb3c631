import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SERVER_IDENTITY } from '../../src/mcp/server-identity.js';

it('the server says the version of its package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(SERVER_IDENTITY.version).toBe(version);
});
