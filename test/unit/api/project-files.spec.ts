import { existsSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import type { Request } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Project } from '../../../src/contract/project.js';
import { projectFileName, unquotedName } from '../../../src/local/api/design/project-files/file-name.js';
import { receiveFile } from '../../../src/local/api/design/project-files/received-file.js';
import { LocalDatabase } from '../../../src/local/storage/local-database.js';
import { House, like, messageOf, openSite, request, type Site, type Who } from './house.js';
import type { Answer } from './running-backend.js';

/** local.max-upload-bytes of the running backend. */
const LIMIT = 200_000;
let house: House;
let project: Project;
let site: Site;
const seen: string[] = [];

const at = (): string => `/design/project-files/${project.id}`;
const names = async (who: Who = 'ann'): Promise<unknown> => (await house.call('GET', `/design/project-files/list/${project.id}`, undefined, who)).json;
const folder = (id = project.id): string => join(house.backend.dataFolder, 'files', id);
const incoming = (): string[] => readdirSync(folder('.incoming'));
const bytesOf = async (filename: string): Promise<string> => (await house.call('GET', `${at()}?filename=${encodeURIComponent(filename)}`)).text;
/** Parts as they are put on the wire, in that order. */
const form = (...parts: readonly { head: string; body: string }[]): { body: string; headers: Record<string, string> } => ({
  body: `${parts.map(({ head, body }) => `--bound\r\n${head}\r\n\r\n${body}\r\n`).join('')}--bound--\r\n`,
  headers: { 'content-type': 'multipart/form-data; boundary=bound' },
});
const filePart = (body: string, filename = 'own.csv'): { head: string; body: string } => ({ head: `Content-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: text/plain`, body });
const namePart = (body: string, type?: string): { head: string; body: string } => ({ head: `Content-Disposition: form-data; name="filename"${type === undefined ? '' : `\r\nContent-Type: ${type}`}`, body });
const send = (parts: { body: string; headers: Record<string, string> }, path = at(), who: Who = 'ann'): Promise<Answer> => house.backend.call('POST', path, { token: house.tokens[who], ...parts });
const upload = (filename: string, body: string | Uint8Array<ArrayBuffer>, path = at(), who: Who = 'ann'): Promise<Answer> => {
  const data = new FormData();
  data.append('filename', filename);
  data.append('file', new Blob([body]), 'local.bin');
  return house.call('POST', path, data, who);
};

beforeAll(async () => {
  site = await openSite((incomingRequest, response) => {
    let body = '';
    incomingRequest.on('data', (chunk: Buffer) => { body += chunk.toString(); });
    incomingRequest.on('end', () => { seen.push(`${incomingRequest.url} ${body}`); response.end('ok'); });
  });
  house = await House.open();
  project = await house.project();
});
afterAll(async () => {
  await house.backend.stop();
  await site.close();
});

describe('an upload', () => {
  it('is kept under the name its parts give, in whatever order and quoting they come', async () => {
    for (const [parts, name] of [
      [[namePart('"quoted.csv"', 'application/json; charset=UTF-8'), filePart('1', 'quoted.csv')], 'quoted.csv'],
      [[filePart('2'), namePart('after.csv')], 'after.csv'],
      [[namePart('plain.csv', 'application/octet-stream'), filePart('3')], 'plain.csv'],
      [[filePart('4', 'own name.csv')], 'own name.csv'],
      [[filePart('5', 'C:\\fakepath\\browser.csv')], 'browser.csv'],
    ] as const) {
      const answer = await send(form(...parts));
      expect([answer.status, answer.text]).toEqual([200, '']);
      expect(await names()).toContain(name);
    }
    expect(await Promise.all(['quoted.csv', 'after.csv', 'plain.csv', 'own name.csv', 'browser.csv'].map(bytesOf))).toEqual(['1', '2', '3', '4', '5']);
    expect(incoming()).toEqual([]);
  });

  it('replaces the file of that name, also in the other spelling of Unicode', async () => {
    expect((await upload('Zo\u0065\u0308.csv', 'first')).status).toBe(200);
    expect((await upload('Zo\u00eb.csv', 'second')).status).toBe(200);
    expect((await names() as string[]).filter((name) => name.startsWith('Zo'))).toEqual(['Zo\u00eb.csv']);
    expect([await bytesOf('Zo\u0065\u0308.csv'), await bytesOf('Zo\u00eb.csv')]).toEqual(['second', 'second']);
  });

  it('takes bare names only', async () => {
    const before = await names();
    for (const name of ['../up.csv', '..', '.', '.hidden', 'a/b.csv', 'a\\b.csv', '/etc/passwd', 'resources/x.csv', 'a\0b', 'a\r\nb', 'tab\tb', '\u202Evsc.exe', '\ud800', '', '   ', ' lead', 'trail ', 'dot.', 'CON', 'nul.csv', 'a:b', 'x'.repeat(256), 'é'.repeat(128)]) {
      expect(() => projectFileName(name), JSON.stringify(name)).toThrow(/Give a bare name/);
    }
    for (const name of ['../up.csv', 'a/b.csv', '"../quoted.csv"', '.hidden']) {
      const answer = await send(form(namePart(name), filePart('x')));
      expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining('bare name')]);
    }
    expect((await send(form(filePart('x')), `${at()}?filename=..%2Fup.csv`)).status).toBe(400);
    for (const name of ['users.csv', 'données été.csv', '日本.csv', '🐙.json', 'a..b', '__proto__', 'undo-variable-20260101T000000000-x.json']) expect(projectFileName(name)).toBe(name);
    expect([unquotedName('"a\\u00e9"'), unquotedName('a"b'), unquotedName('"broken'), unquotedName('"1"')]).toEqual(['a\u00e9', 'a"b', '"broken', '1']);
    expect(await names()).toEqual(before);
    expect(incoming()).toEqual([]);
  });

  it('is taken up to the limit and not a byte more, and leaves nothing behind when it is refused', async () => {
    expect((await upload('limit.bin', new Uint8Array(LIMIT))).status).toBe(200);
    const more = await upload('more.bin', new Uint8Array(LIMIT + 1));
    expect([more.status, messageOf(more)]).toEqual([413, expect.stringContaining('local.max-upload-bytes')]);
    expect((await upload('huge.bin', new Uint8Array(5_000_000))).status).toBe(413);
    expect((await upload('limit.bin', new Uint8Array(LIMIT + 1))).status).toBe(413);
    expect(((await house.call('GET', `/design/project-files/list/${project.id}?details=true`)).json as { filename: string }[]).filter(({ filename }) => /(limit|more|huge)\.bin/.test(filename))).toEqual([{ filename: 'limit.bin', size: LIMIT, lastModified: like(expect.any(Number)) }]);
    expect(incoming()).toEqual([]);
  });

  it('without a file, half, or no form at all is refused', async () => {
    for (const parts of [form(namePart('x.csv')), form(namePart('x.csv'), { head: 'Content-Disposition: form-data; name="file"', body: 'as text' }), { ...form(filePart('x')), body: '--bound\r\nContent-Disposition: form-data; name="file"; filename="half.csv"\r\n\r\nhalf' }, { body: 'nothing', headers: { 'content-type': 'multipart/form-data; boundary=b' } }, { body: '{}', headers: { 'content-type': 'application/json' } }]) {
      const answer = await send(parts);
      expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringMatching(/upload/i)]);
    }
    expect(await names()).not.toContain('half.csv');
    expect(incoming()).toEqual([]);
  });

  it('that breaks off is forgotten', async () => {
    const socket = connect(Number(new URL(house.backend.origin).port), '127.0.0.1');
    const head = `--bound\r\n${filePart('').head}\r\n\r\n`;
    socket.write(`POST ${at()} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${house.tokens.ann}\r\nContent-Type: multipart/form-data; boundary=bound\r\nContent-Length: 150000\r\n\r\n${head}${'x'.repeat(1000)}`);
    await expect.poll(incoming).toHaveLength(1);
    socket.destroy();
    await expect.poll(incoming).toEqual([]);
    expect(await names()).not.toContain('own.csv');
  });

  it('that cannot be written fails at once, however much is still to come', async () => {
    let failure: unknown;
    const server = createServer((upload, response) => {
      receiveFile(upload as unknown as Request, join(folder(), 'no-such-folder', 'x'), 10_000_000).catch((error: unknown) => { failure = error; }).finally(() => response.end('answered'));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { body, headers } = form(filePart('x'.repeat(3_000_000)));
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { method: 'POST', body, headers });
    expect([await response.text(), failure]).toEqual(['answered', expect.objectContaining({ code: 'ENOENT' })]);
    await new Promise((resolve) => server.close(resolve));
  });

  it('into a RESULT project is refused', async () => {
    const result = { id: 'result-of-files', userId: '', name: 'R', description: '', workspaceId: project.workspaceId, type: 'RESULT' as const, tags: [] };
    await house.backend.app.get(LocalDatabase).documents.insert('project', result, { workspaceId: project.workspaceId, parentId: project.id });
    expect((await upload('x.csv', 'x', `/design/project-files/${result.id}`)).status).toBe(400);
  });
});

describe('a stored file', () => {
  it('comes back byte for byte, and never as what it claims to be', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    await upload('pagé.html', bytes);
    const response = await fetch(`${house.backend.origin}${at()}?filename=${encodeURIComponent('pagé.html')}`, { headers: { authorization: `Bearer ${house.tokens.ann}` } });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(['content-type', 'x-content-type-options', 'content-length'].map((name) => response.headers.get(name))).toEqual(['application/octet-stream', 'nosniff', '256']);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; .*pag%C3%A9\.html/);
  });

  it('is read by lines', async () => {
    await upload('lines.csv', 'name\r\nann\r\nbob\n');
    const lines = async (query: string): Promise<Answer> => house.call('GET', `/design/project-files/lines/${project.id}?filename=lines.csv${query}`);
    expect((await lines('')).json).toEqual({ lines: ['name', 'ann', 'bob'], from: 0, total: 3 });
    expect((await lines('&from=1&count=1')).json).toEqual({ lines: ['ann'], from: 1, total: 3 });
    for (const query of ['&from=-1', '&count=0', '&count=1001', '&from=x']) expect((await lines(query)).status).toBe(400);
  });

  it('is removed once, and every other name is unknown', async () => {
    await upload('gone.csv', 'x');
    const path = `${at()}?filename=gone.csv`;
    const removed = await house.call('DELETE', path);
    expect([removed.status, removed.text]).toEqual([204, '']);
    const again = await house.call('DELETE', path);
    expect([again.status, messageOf(again)]).toEqual([404, expect.stringMatching(/no file "gone\.csv"\. It has: /)]);
    symlinkSync('/etc/passwd', join(folder(), 'link.csv'));
    writeFileSync(join(folder(), '.dot'), 'x');
    for (const name of ['link.csv', '.dot', '..%2F..%2Foctoperf.db', '%2Fetc%2Fpasswd', '%00', '.', 'a%2Fb']) for (const method of ['GET', 'DELETE']) expect((await house.call(method, `${at()}?filename=${name}`)).status).toBe(404);
    for (const query of ['', '?filename=', '?filename=a&filename=b']) expect((await house.call('GET', `${at()}${query}`)).status).toBe(400);
  });

  it('is nobody else’s business', async () => {
    await upload('mine.csv', 'x');
    for (const [method, path] of [['GET', `/design/project-files/list/${project.id}`], ['GET', `${at()}?filename=mine.csv`], ['GET', `/design/project-files/lines/${project.id}?filename=mine.csv`], ['DELETE', `${at()}?filename=mine.csv`]] as const) {
      expect((await house.call(method, path, undefined, 'bob')).status).toBe(404);
    }
    expect((await upload('mine.csv', 'y', at(), 'bob')).status).toBe(404);
    expect(await bytesOf('mine.csv')).toBe('x');
  });

  it('is reached by presigned URLs, under the name fixed when they were made', async () => {
    const mint = (body: object, who: Who = 'ann'): Promise<Answer> => house.call('POST', '/users/presigned-urls', body, who);
    const { url: up } = (await mint({ method: 'POST', path: at(), query: { filename: 'fixed.csv' } })).json as { url: string };
    const sent = await house.backend.call('POST', up, form(filePart('by link', 'other.csv')));
    expect([sent.status, await bytesOf('fixed.csv'), await names()]).toEqual([200, 'by link', expect.not.arrayContaining(['other.csv'])]);
    expect((await house.backend.call('POST', up, form(filePart('again')))).status).toBe(410);
    const { url: down } = (await mint({ method: 'GET', path: at(), query: { filename: 'fixed.csv' } })).json as { url: string };
    expect((await house.backend.call('GET', down)).text).toBe('by link');
    for (const [body, status] of [[{ method: 'POST', path: at(), query: { filename: '../x' } }, 400], [{ method: 'GET', path: at() }, 400], [{ method: 'GET', path: at(), query: { filename: 'missing' } }, 404]] as const) expect((await mint(body)).status).toBe(status);
    expect((await mint({ method: 'POST', path: at() }, 'bob')).status).toBe(404);
  });
});

describe('files of a project', () => {
  it('are what CSV variables and bodies are played from, and what the sanity check looks for', async () => {
    const { id: serverId } = await house.server(project.id, site.origin);
    const csv = { '@type': 'CSVVariable', filename: 'resources/people.csv', encoding: 'ISO-8859-1', delimiter: ',', scope: 'SHARED', names: ['user', 'pass'], ignoreFirstLine: true };
    await house.made('/design/variables', { id: '', projectId: project.id, name: 'people', variable: csv });
    const virtualUser = await house.virtualUser(project.id, [
      request('get', serverId, '/as/${user}'),
      request('post', serverId, '/body', { method: 'POST', postData: { '@type': 'FilePostData', filename: 'body.txt', mimeType: 'text/plain' } }),
    ]);
    const sanity = async (): Promise<{ message: string }[]> => (await house.call('GET', `/design/virtual-users/sanity-check/${virtualUser.id}`)).json as { message: string }[];
    expect((await sanity()).map(({ message }) => message)).toEqual(['A file is missing for CSV variable', 'file is missing for POST request']);
    expect((await house.call('POST', `/runtime/validations/${virtualUser.id}`, { providerId: 'local-engine-provider', location: 'local' })).status).toBe(400);
    await upload('people.csv', 'u,p\nann,1\nbob\n');
    await upload('body.txt', 'from a file');
    expect((await sanity()).map(({ message }) => message)).toEqual(["1 lines in file 'resources/people.csv' have inconsistent column counts (expected: 2)"]);
    await upload('people.csv', 'u,p\nann,1\nbob,2\n');
    expect(await sanity()).toEqual([]);
    expect(await house.validate(virtualUser.id, 2)).toBe('FINISHED');
    expect(seen).toEqual(['/as/ann ', '/body from a file', '/as/bob ', '/body from a file']);
  });

  it('that never arrived are cleared away by a later start, those under way are not', async () => {
    for (const [name, age] of [['old', 2 * 86_400], ['new', 60]] as const) {
      const path = join(folder('.incoming'), name);
      writeFileSync(path, 'x');
      const time = Date.now() / 1000 - age;
      utimesSync(path, time, time);
    }
    await house.backend.restart();
    expect(incoming()).toEqual(['new']);
    expect(await bytesOf('people.csv')).toContain('ann,1');
  });

  it('go with it', async () => {
    const doomed = await house.project('ann', 'Doomed');
    await upload('x.csv', 'x', `/design/project-files/${doomed.id}`);
    expect(existsSync(join(folder(doomed.id), 'x.csv'))).toBe(true);
    expect((await house.call('DELETE', `/design/projects/${doomed.id}`)).status).toBe(204);
    expect(existsSync(folder(doomed.id))).toBe(false);
    expect((await upload('x.csv', 'x', `/design/project-files/${doomed.id}`)).status).toBe(404);
    expect(existsSync(folder(doomed.id))).toBe(false);
  });
});
