import { describe, expect, it } from 'vitest';
import { redacted } from '../../src/config/redacted.js';
import { originDifference } from '../../src/doctor/origin-difference.js';

describe('a value that is shown', () => {
  it.each([
    ['mcp.confirmation.secret', 'x', '***'],
    ['octoperf.proxy', 'http://user:p%40ss@proxy:3128', 'http://user:***@proxy:3128'],
    ['octoperf.proxy', 'http://:only@proxy', 'http://:***@proxy'],
    ['local.database-url', 'postgresql://a:b@h1:1,h2:2/db?password=zz&x=1', 'postgresql://a:***@h1:1,h2:2/db?password=***&x=1'],
    ['local.accounts', [{ username: 'u', password: 'p' }], [{ username: 'u', password: '***' }]],
    ['idp.token-cache-seconds', 60, 60],
    ['octoperf.token-audiences', ['https://a/b'], ['https://a/b']],
    ['server.hostname', 'octoperf.example.com', 'octoperf.example.com'],
    ['mcp.confirmation.secret', '', ''],
    ['octoperf.api-url', 'https://h/a:b@c', 'https://h/a:b@c'],
  ])('%s %j', (path, value, shown) => { expect(redacted(path, value)).toEqual(shown); });
});

describe('the difference of two addresses', () => {
  it.each([
    ['https://a.example/auth', 'http://a.example/auth', 'scheme (https, expected http), port (443, expected 80)'],
    ['http://a.example:8080/auth', 'http://a.example:8081/auth', 'port (8080, expected 8081)'],
    ['https://a.example:443/auth', 'https://a.example/auth', undefined],
    ['https://a.example/auth/', 'https://a.example/auth', 'only the slash at its end'],
    ['https://a.example', 'https://a.example/auth', 'path (/, expected /auth)'],
    ['no address', 'https://a.example/auth', undefined],
  ])('%s instead of %s', (theirs, ours, words) => { expect(originDifference(theirs, ours)?.words).toBe(words); });
});
