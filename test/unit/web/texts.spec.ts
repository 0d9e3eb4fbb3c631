import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { returnPath } from '../../../src/local/idp/return-path.js';
import { markdown } from '../../../src/local/pages/markdown.js';
import { withPlaceholders } from '../../../src/local/pages/placeholders.js';
import { textOf, valueOf, withoutPasswords } from '../../../src/local/web/views/hidden-values.js';
import { figure, duration } from '../../../src/local/web/views/figures.js';
import { shown } from '../../../src/local/web/views/parts.js';

const rendered = (text: string): string => markdown(text).text;

describe('markdown', () => {
  it('makes headings, emphasis, lists, quotes, tables and code of a report\'s text', () => {
    expect(rendered('# Goal\n\n**p95** below *250 ms*, `GET /`')).toBe('<h3>Goal</h3><p><strong>p95</strong> below <em>250 ms</em>, <code>GET /</code></p>');
    expect(rendered('- one\n- two\n\n1. first')).toBe('<ul><li>one</li><li>two</li></ul><ol><li>first</li></ol>');
    expect(rendered('> said\n\n---\n\n```\n<b>\n```')).toBe('<blockquote><p>said</p></blockquote><hr><pre tabindex="0" aria-label="Code">&lt;b&gt;</pre>');
    expect(rendered('| a | b |\n|---|---|\n| 1 | 2 |')).toContain('<th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr>');
  });

  it('links to web pages, mail and this server only, and loads no picture', () => {
    expect(rendered('[site](https://shop.example/a?b=1)')).toBe('<p><a href="https://shop.example/a?b=1" rel="noreferrer noopener">site</a></p>');
    expect(rendered('[here](/ui/workspace/w)')).toContain('href="/ui/workspace/w"');
    for (const target of ['javascript:alert(1)', 'data:text/html,x', '//evil.test', '/auth/x', 'JaVaScRiPt:x']) expect(rendered(`[x](${target})`)).not.toContain('<a');
    expect(rendered('![logo](https://elsewhere.test/a.png)')).not.toContain('<img');
  });

  it('lets no text become a tag or an attribute, whatever it is', () => {
    const pieces = fc.array(fc.constantFrom('<script>', '"', "'", '*', '_', '`', '[', '](', ')', '|', '\n', '---', '> ', '- ', '# ', '![', 'https://a.b/"onload=x', '&lt;', '```', 'text ', '<img src=x onerror=y>'), { maxLength: 40 });
    fc.assert(fc.property(pieces, (parts) => {
      const tags = rendered(parts.join('')).match(/<[^>]*>/g) ?? [];
      for (const tag of tags) expect(tag).toMatch(/^<\/?(h[3-6]|p|ul|ol|li|blockquote|hr|pre|code|strong|em|del|br|div|table|thead|tbody|tr|th|td|a)( (href="(https:|\/ui)[^"<>]*"|rel="noreferrer noopener"|scope="col"|class="table"|role="region"|aria-label="\w+"|tabindex="0"))*>$/);
    }), { numRuns: 400, seed: 7 });
  });

  it('ends for long and nested texts', () => {
    for (const text of ['*'.repeat(20_000), '> '.repeat(5_000), '- '.repeat(5_000), '['.repeat(20_000), '`'.repeat(20_001), '|'.repeat(10_000)]) expect(rendered(text).length).toBeGreaterThan(0);
  });
});

describe('placeholders', () => {
  const facts = { companyName: 'Pine', reportName: 'R $PROJECT_NAME$', reportDate: '2026-01-05', projectName: 'Shop', results: ['Run A', 'Run B'], slaProfiles: new Map([['run-1', ['Gold']], ['run-2', []]]) };
  it('are filled in; unknown ones stay', () => {
    expect(withPlaceholders('$COMPANY_NAME$ $RESULTS$ $RESULT(1)$ $RESULT(7)$ $SLA_PROFILES(run-1)$ $SLA_PROFILES(run-2)$ $SLA_PROFILES(x)$ $OTHER$', facts)).toBe('Pine Run A, Run B Run B $RESULT(7)$ Gold none $SLA_PROFILES(x)$ $OTHER$');
    expect(withPlaceholders('$PROJECT_NAME$ on $REPORT_DATE$', facts)).toBe('Shop on 2026-01-05');
  });
});

describe('what is hidden', () => {
  it('hides values named like a secret, and keeps references', () => {
    expect([valueOf('password', 'hunter2'), valueOf('Authorization', 'Bearer abc'), valueOf('Cookie', 'a=b')]).toEqual(['••••••', '••••••', '••••••']);
    expect([valueOf('password', '${password}'), valueOf('Authorization', 'Bearer ${token}'), valueOf('q', 'mug')]).toEqual(['${password}', 'Bearer ${token}', 'mug']);
    expect(valueOf('Referer', 'https://ann:secret@shop.example/')).toBe('https://••••••@shop.example/');
  });

  it('hides fields of bodies', () => {
    expect(textOf('{"user":"ann","password":"a\\"b","token":"${t}"}')).toBe('{"user":"ann","password":"••••••","token":"${t}"}');
    expect(textOf('user=ann&password=hunter2&next=%2F')).toBe('user=ann&password=••••••&next=%2F');
  });

  it('hides passwords of imported plans, sealed or not', () => {
    expect(withoutPasswords({ id: 'a', properties: { 'Authorization.password': 'hunter2', 'HTTPSampler.proxyPass': '{sealed}abc', 'HTTPSampler.path': '/' } })).toEqual({ id: 'a', properties: { 'Authorization.password': '••••••', 'HTTPSampler.proxyPass': '(sealed)', 'HTTPSampler.path': '/' } });
  });
});

describe('texts of others', () => {
  it('lose marks that turn or hide text, and keep their language', () => {
    expect(shown('a\u202Eb\u200Bc\u2066d')).toBe('abcd');
    expect(shown('متجر 商店 \n\t🙂')).toBe('متجر 商店 \n\t🙂');
  });
});

describe('figures', () => {
  it('tell no data, not measured and zero apart', () => {
    expect([figure(null, 'ms'), figure('NaN', 'ms'), figure(0, 'ms')]).toEqual([{ value: 'no data', unit: '' }, { value: 'not measured', unit: '' }, { value: '0', unit: 'ms' }]);
  });
  it('say lengths of time', () => {
    expect([duration(850), duration(59_600), duration(90_000), duration(3_600_000), duration(3_900_000)]).toEqual(['850 ms', '1 min', '1 min 30 s', '1 h', '1 h 05 min']);
  });
});

describe('where a sign-in leads back to', () => {
  it('is a page of this server', () => {
    expect(returnPath('/ui/workspace/w/project/p?x=1')).toBe('/ui/workspace/w/project/p?x=1');
    for (const target of [null, undefined, '', '/', '/uix', '//evil.test', '/\\evil', 'https://evil.test/ui', '/ui/../auth', '/ui/%2e%2e/auth', '/ui/data/report/r/item/i', '/ui/sign-in', '/ui\t/x']) expect([target, returnPath(target)]).toEqual([target, '/ui']);
  });
});
