import { describe, expect, it } from 'vitest';
import { isPasswordName, mapPasswords } from '../../../src/contract/password-places.js';
import { hiddenPasswords, holdsPasswords, withPasswordsOf } from '../../../src/octoperf/hidden-passwords.js';

const generic = (id: string, password: string): object => ({ '@type': 'GenericAction', id, testClass: 'JDBCDataSource', properties: { username: 'sa', password, pool: { '@elementType': 'x', 'proxy.passwd': password } }, children: [] });
const kept = (id: string, password: string): object => ({
  '@type': 'HttpRequestAction', id, path: '/password', postData: { '@type': 'FormPostData', parameters: [{ name: 'password', value: password }] },
  jmx: { tag: 'HTTPSamplerProxy', properties: ['HTTPSampler.path', ['stringProp', 'HTTPSampler.proxyPass', password]], aside: [[0, { xml: ['AuthManager', [['testname', 'password']], [['collectionProp', 'AuthManager.auth_list', [['elementProp', [['name', ''], ['elementType', 'Authorization']], [['stringProp', 'Authorization.password', password]]]]]]] }]] },
});
const tree = (a: string, b: string): object => ({ id: 'vu', projectId: 'p', children: [generic('g', a), { '@type': 'ContainerAction', id: 'c', children: [kept('k', b)] }], jmx: { plan: { parts: [{ xml: ['X', 'y', [['stringProp', 'password', b]]] }] } } });

describe('places of passwords', () => {
  it('are properties of kept actions and of originals, by name, and nothing else', () => {
    const found: string[] = [];
    const same = tree('one', 'two');
    expect(mapPasswords(same, (text, { owner, name }) => { found.push(`${owner} ${name} ${text}`); return text; })).toBe(same);
    expect(found).toEqual(['g password one', 'g proxy.passwd one', 'k HTTPSampler.proxyPass two', 'k Authorization.password two', 'vu password two']);
  });
  it('have names that end like one', () => {
    expect(['Authorization.password', 'HTTPSampler.proxyPass', 'jms.security_credentials', 'keyStorePassword', 'passphrase', 'API_KEY', 'secretKey'].filter((name) => !isPasswordName(name))).toEqual([]);
    expect(['username', 'passes', 'HTTPSampler.path', 'Authorization.realm', 'token_name', 'compass'].filter(isPasswordName)).toEqual(['compass']);
  });
});

describe('hidden passwords', () => {
  it('are those in the clear: what is sealed, empty, or in a variable stays', () => {
    expect(hiddenPasswords(tree('clear', '{sealed}abc'))).toEqual(tree('(hidden)', '{sealed}abc'));
    for (const harmless of ['', '${pw}', '${a}${b}', '{sealed}abc']) expect([holdsPasswords(tree(harmless, harmless)), hiddenPasswords(tree(harmless, harmless))]).toEqual([false, tree(harmless, harmless)]);
    expect(holdsPasswords(tree('', 'ab${pw}'))).toBe(true);
  });
  it('come back from what is there now, in the same action under the same name, else empty', () => {
    const now = tree('first', 'second');
    expect(withPasswordsOf(hiddenPasswords(now), now)).toEqual({ ...now, children: [generic('g', 'first'), { '@type': 'ContainerAction', id: 'c', children: [{ ...kept('k', 'second') }] }] });
    expect(withPasswordsOf(hiddenPasswords(generic('g', 'x')), generic('other', 'y'))).toEqual(generic('g', ''));
    expect(withPasswordsOf(tree('new', '(hidden)'), now)).toEqual({ ...tree('new', 'second'), children: [generic('g', 'new'), { '@type': 'ContainerAction', id: 'c', children: [{ ...kept('k', 'second'), postData: (kept('k', '(hidden)') as { postData: object }).postData }] }] });
  });
});
