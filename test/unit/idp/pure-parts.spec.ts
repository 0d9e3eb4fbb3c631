import { describe, expect, it } from 'vitest';
import { ExpiringCache } from '../../../src/local/idp/expiring-cache.js';
import { LoginThrottle } from '../../../src/local/idp/login-throttle.js';
import { destinationOf } from '../../../src/local/idp/pages/consent-page.js';
import { html, shownText } from '../../../src/local/pages/html.js';
import { hashPassword, refusePassword, verifyPassword } from '../../../src/local/idp/password-hash.js';
import { understoodScope, withUnderstoodScope } from '../../../src/local/idp/requested-scope.js';
import { sameText } from '../../../src/local/idp/secrets.js';
import { addressesOf, isOwnResource } from '../../../src/local/idp/token-policy.js';

describe('password hashes', () => {
  it('know their password and no other', async () => {
    const hash = await hashPassword('pässword');
    expect(hash).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(await verifyPassword('pässword', hash)).toBe(true);
    expect(await verifyPassword('pa\u0308ssword', hash)).toBe(true);
    expect(await verifyPassword('password', hash)).toBe(false);
    expect(await hashPassword('pässword')).not.toBe(hash);
    expect(await refusePassword('')).toBe(false);
  });

  it.each(['', 'plain', 'scrypt$1$1$1$$', 'scrypt$x$8$1$YQ$YQ', 'bcrypt$16384$8$1$YQ$YQ'])('that are none match nothing: "%s"', async (hash) => {
    expect(await verifyPassword('', hash)).toBe(false);
  });
});

describe('the login throttle', () => {
  const failing = () => Promise.resolve(undefined);

  it('counts failures, refuses, and doubles the wait', async () => {
    let now = 0;
    const throttle = new LoginThrottle(() => now);
    for (let failure = 0; failure < 5; failure += 1) expect((await throttle.run('key', failing)).refused).toBe(false);
    const waits: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const refused = await throttle.run('key', () => Promise.reject(new Error('must not run')));
      if (!refused.refused) throw new Error('was let in');
      waits.push(refused.retryAfterSeconds);
      now += refused.retryAfterSeconds * 1000;
      expect((await throttle.run('key', failing)).refused).toBe(false);
    }
    expect(waits.slice(0, 4)).toEqual([5, 10, 20, 40]);
    expect(Math.max(...waits)).toBe(900);
  });

  it('counts a burst of parallel guesses one by one', async () => {
    const throttle = new LoginThrottle(() => 0);
    let made = 0;
    const guess = async () => { made += 1; await Promise.resolve(); return undefined; };
    const answers = await Promise.all(Array.from({ length: 40 }, () => throttle.run('key', guess)));
    expect(made).toBe(5);
    expect(answers.filter(({ refused }) => refused)).toHaveLength(35);
    expect((await Promise.all(Array.from({ length: 80 }, () => throttle.run('other', () => Promise.resolve('in'))))).some(({ refused }) => refused)).toBe(true);
  });

  it('forgets failures on success, keeps keys apart, and survives an attempt that throws', async () => {
    const throttle = new LoginThrottle(() => 0);
    for (let round = 0; round < 3; round += 1) {
      for (let failure = 0; failure < 4; failure += 1) await throttle.run('key', failing);
      expect(await throttle.run('key', () => Promise.resolve('in'))).toEqual({ refused: false, value: 'in' });
    }
    await expect(throttle.run('key', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await throttle.run('key', () => Promise.resolve('in'))).toEqual({ refused: false, value: 'in' });
    expect((await throttle.run('other', failing)).refused).toBe(false);
  });

  it('keeps no more than ten thousand keys', async () => {
    const throttle = new LoginThrottle(() => 0);
    for (let index = 0; index < 10_500; index += 1) await throttle.run(`key ${index}`, failing);
    expect(throttle.size).toBeLessThanOrEqual(10_000);
  });
});

describe('the expiring cache', () => {
  it('forgets by time and by number', () => {
    let now = 0;
    const cache = new ExpiringCache<number>(2, () => now);
    cache.set('a', 1, 10);
    cache.set('b', 2, 100);
    expect(cache.get('a')).toBe(1);
    now = 10;
    expect(cache.get('a')).toBeUndefined();
    cache.set('c', 3, 100);
    cache.set('d', 4, 100);
    expect([cache.get('b'), cache.get('c'), cache.get('d'), cache.size]).toEqual([undefined, 3, 4, 2]);
  });
});

describe('html', () => {
  it('escapes what is inserted, in text and in attributes', () => {
    const hostile = `"><script>'\`&`;
    expect(html`<a title="${hostile}">${[hostile, html`<b>${hostile}</b>`]}${undefined}${false}${0}</a>`.text)
      .toBe('<a title="&quot;&gt;&lt;script&gt;&#39;&#96;&amp;">&quot;&gt;&lt;script&gt;&#39;&#96;&amp;<b>&quot;&gt;&lt;script&gt;&#39;&#96;&amp;</b>0</a>');
  });

  it('shows a stranger\'s text without tricks', () => {
    expect(shownText('a\u202Eb\u200Bc\u0000\n d')).toBe('a b c d');
    expect([...shownText('😀'.repeat(200))]).toHaveLength(80);
    expect(shownText('\u2066')).toBe('');
  });
});

describe('scopes', () => {
  it.each([
    [undefined, 'octoperf'], ['', 'octoperf'], ['claudeai', 'octoperf'], ['openid', 'openid octoperf'],
    ['octoperf:read octoperf:read x', 'octoperf:read'], ['__proto__ constructor', 'octoperf'],
  ])('%s are understood as %s', (scope, understood) => {
    expect(understoodScope(scope)).toBe(understood);
  });

  it('that come twice are left for the library to refuse', () => {
    expect(withUnderstoodScope(new URLSearchParams('scope=a&scope=b&x=1')).getAll('scope')).toEqual(['a', 'b']);
  });
});

describe('addresses', () => {
  const BOTH = ['https://perf.example.test/mcp', 'https://perf.example.test'];
  it('are apart where the REST API takes exchanged tokens only', () => {
    expect(addressesOf('https://perf.example.test', '/mcp', true)).toMatchObject({ audiences: BOTH, stampedAudiences: [BOTH[0]], restAudiences: [BOTH[1]] });
  });

  it('follow from the public origin', () => {
    expect(addressesOf('https://perf.example.test/', 'mcp/')).toEqual({ origin: 'https://perf.example.test', issuer: 'https://perf.example.test/auth', mcpUrl: 'https://perf.example.test/mcp', mcpPath: '/mcp', audiences: BOTH, stampedAudiences: BOTH, restAudiences: BOTH });
  });

  it.each([['/mcp', true], ['/mcp/x', true], ['', true], ['/', true], ['/mcpx', false], ['/MCP', false], ['/mcp?x', false], ['/mcp#x', false], ['/mcp/../auth', false], ['/x', false]])('own the resource %s: %s', (path, own) => {
    const addresses = addressesOf('http://localhost:8091', '/mcp');
    expect(isOwnResource(`http://localhost:8091${path}`, addresses)).toBe(own);
    expect(isOwnResource(`http://localhost:80910${path}`, addresses)).toBe(false);
    expect(isOwnResource(`http://localhost:8091@evil.test${path}`, addresses)).toBe(false);
  });
});

describe('where an answer goes', () => {
  it.each([
    ['http://127.0.0.1:1234/cb', 'a program on your machine (127.0.0.1:1234)', false],
    ['cursor://x/y', 'the program on your machine that opens cursor:// links', false],
    ['https://chat.test/cb', 'chat.test', true],
    ['http://localhost.evil.test/cb', 'localhost.evil.test', true],
    [undefined, 'the device that shows the code', false],
    ['nonsense', 'an address that cannot be read', true],
  ])('%s is %s', (uri, words, remote) => {
    expect(destinationOf(uri)).toEqual({ words, remote });
  });
});

describe('comparing secrets', () => {
  it('tells equal from different', () => {
    expect([sameText('a', 'a'), sameText('a', 'b'), sameText('a', 'aa'), sameText('', '')]).toEqual([true, false, false, true]);
  });
});
