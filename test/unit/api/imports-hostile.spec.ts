import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Project } from '../../../src/contract/project.js';
import type { VirtualUser } from '../../../src/contract/virtual-user.js';
import { House, messageOf } from './house.js';
import { contentOf, fixture, formOf, jmxPlan, jmxRequest } from './imports-form.js';
import type { Answer } from './running-backend.js';

let house: House;
let project: Project;

beforeAll(async () => {
  house = await House.open();
  project = await house.project();
});
afterAll(async () => { await house.backend.stop(); });

const KINDS = { har: 'har', jmx: 'jmx', postman: 'postman', playwright: 'playwright' } as const;
const files = Object.keys(KINDS).flatMap((kind) => readdirSync(new URL(`../../fixtures/hostile/${kind}/`, import.meta.url)).filter((name) => name !== 'facts.json').map((name) => ({ kind, name })));
/** What cannot be imported at all; everything else has to be, without doing what it asks for. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  'empty.har': /empty/, 'entries-empty.har': /0 requests/, 'truncated.har': /line \d+, column \d+/, 'billion-laughs.jmx': /document type/, 'xxe-file.jmx': /document type/,
  'empty.jmx': /empty/, 'truncated.jmx': /line \d+/, 'environment-not-collection.json': /environment/, 'truncated.json': /line \d+, column \d+/, 'not-playwright.spec.ts': /[Nn]o navigation or request/,
};
const send = (kind: string, content: string | Uint8Array<ArrayBuffer>, filename: string, type = 'application/octet-stream'): Promise<Answer> => house.call('POST', `/design/imports/${kind}/${project.id}?resources=KEEP_ALL`, formOf({ name: 'file', content, filename, type }));
const usersIn = ({ json }: Answer): VirtualUser[] => (Array.isArray(json) ? (json as VirtualUser[]) : [json as VirtualUser]);

describe.each(files)('$kind/$name', ({ kind, name }) => {
  it('is refused with a sentence and nothing written, or imported as data', async () => {
    const before = await contentOf(house, project.id);
    const answer = await send(kind, fixture(`hostile/${kind}/${name}`), name);
    const sentence = REFUSED[name];
    if (sentence !== undefined) {
      expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringMatching(sentence)]);
      expect(messageOf(answer)).not.toMatch(/root:|node_modules|\.ts:\d/);
      expect(await contentOf(house, project.id)).toEqual(before);
      return;
    }
    expect(answer.status).toBe(201);
    for (const { id } of usersIn(answer)) {
      const stored = await house.call('GET', `/design/virtual-users/${id}`);
      expect((await house.call('PUT', `/design/virtual-users/${id}`, stored.json)).status).toBe(200);
      expect((await house.call('GET', `/design/virtual-users/sanity-check/${id}`)).status).toBe(200);
      expect(stored.text).not.toContain('root:');
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('what a file asks for is not done', () => {
  it('no script runs and no file is written', async () => {
    await send('jmx', fixture('hostile/jmx/code-execution.jmx'), 'x.jmx');
    for (const folder of ['.', house.backend.dataFolder]) expect(existsSync(join(folder, 'pwned-by-import'))).toBe(false);
  });

  it('names that lead elsewhere name files of the project', async () => {
    const answer = await send('jmx', fixture('hostile/jmx/path-traversal-files.jmx'), '../../../evil.jmx');
    const notes = (answer.json as { importReport: { notes: { type: string; name: string }[] } }[])[0]?.importReport.notes ?? [];
    expect(notes.filter(({ type }) => type === 'File').map(({ name }) => name).sort()).toEqual(['other.jmx', 'passwd', 'shadow', 'users.csv']);
    expect((await house.call('GET', `/design/project-files/list/${project.id}`)).json).toEqual([]);
  });
});

describe('lying and damaged uploads', () => {
  const HAR = '{"log":{"entries":[]}}';

  it('of one kind sent as another are refused by what they are', async () => {
    const before = await contentOf(house, project.id);
    const zip = new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 0, 0]);
    for (const [kind, content] of [['jmx', HAR], ['jmx', zip], ['postman', HAR], ['postman', '<?xml version="1.0"?><jmeterTestPlan/>'], ['postman', zip], ['har', '<html></html>'], ['playwright', zip], ['k6', HAR], ['jmx', '<html><body>Sign in</body></html>'], ['postman', '[]'], ['postman', 'null'], ['k6', ''], ['jmx', '\u0000\u0000']] as const) {
      const answer = await send(kind, content, 'upload.ts', 'application/json');
      expect([kind, answer.status, messageOf(answer).length > 30]).toEqual([kind, 400, true]);
    }
    expect(await contentOf(house, project.id)).toEqual(before);
  });

  it('nested deep are refused, or stored so that they can be written back', async () => {
    const before = await contentOf(house, project.id);
    const deepJson = `{"info":{"name":"x","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":${'[{"item":'.repeat(300)}[]${'}]'.repeat(300)}}`;
    expect((await send('postman', deepJson, 'c.json')).status).toBe(400);
    const nested = (depth: number): string => jmxPlan(`${'<GenericController testname="c"/><hashTree>'.repeat(depth)}${jmxRequest('/deep')}${'</hashTree>'.repeat(depth)}`);
    for (const depth of [150, 1000]) expect(messageOf(await send('jmx', nested(depth), 'plan.jmx'))).toContain('nested');
    expect(await contentOf(house, project.id)).toEqual(before);
    for (const depth of [50, 90]) {
      const [user] = usersIn(await send('jmx', nested(depth), 'plan.jmx'));
      expect((await house.call('PUT', `/design/virtual-users/${user?.id}`, (await house.call('GET', `/design/virtual-users/${user?.id}`)).json)).status).toBe(200);
    }
  });

  it('that break off leave nothing behind', async () => {
    const before = await contentOf(house, project.id);
    for (const kind of ['postman', 'jmx', 'playwright', 'k6']) {
      const body = `--b\r\nContent-Disposition: form-data; name="file"; filename="x.ts"\r\nContent-Type: text/plain\r\n\r\nimport`;
      const answer = await house.backend.call('POST', `/design/imports/${kind}/${project.id}`, { token: house.tokens.ann, body, headers: { 'content-type': 'multipart/form-data; boundary=b' } });
      expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining('not whole')]);
    }
    expect(await contentOf(house, project.id)).toEqual(before);
  });

  it('with names of objects’ own members are data', async () => {
    const text = '{"info":{"name":"__proto__","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"variable":[{"key":"__proto__","value":"x"},{"key":"constructor","value":"y"}],"item":[{"name":"toString","request":{"method":"GET","url":"https://x.test/{{__proto__}}/{{constructor}}","header":[{"key":"__proto__","value":"{{constructor}}"}]}}],"__proto__":{"polluted":1}}';
    expect((await send('postman', text, 'c.json')).status).toBe(201);
    expect((await send('postman', text.replace('"y"', '"z"'), 'c.json')).status).toBe(201);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
