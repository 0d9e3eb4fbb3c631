import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { HttpServer } from '../../../../src/contract/http-server.js';
import { VariableWrapper } from '../../../../src/contract/variable.js';
import { VirtualUser } from '../../../../src/contract/virtual-user.js';
import { runValidation } from '../../../../src/local/engine/run-validation.js';
import { bindServers } from '../../../../src/local/importers/server-drafts.js';
import { imported, item, script } from './collection-builder.js';

/** A site that writes down what it is asked; `/gone` answers 404. */
async function recordingSite(): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
    request.on('end', () => {
      asked.push([request.method, request.url, body, request.headers.authorization].filter((part) => part !== undefined && part !== '').join(' '));
      response.statusCode = request.url?.startsWith('/gone') === true ? 404 : 200;
      response.setHeader('content-type', 'application/json');
      response.end('{"token":"T1","list":[{"id":7}]}');
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  onTestFinished(() => { server.close(); });
  const address = server.address();
  return { origin: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, asked };
}

it('an imported collection does on the engine what it does in Postman', async () => {
  const { origin, asked } = await recordingSite();
  const outputFolder = mkdtempSync(join(tmpdir(), 'postman-plays-'));
  onTestFinished(() => { rmSync(outputFolder, { recursive: true }); });
  const result = imported([
    item({ name: 'login', method: 'POST', url: '{{base}}/login', auth: { type: 'noauth' }, body: { mode: 'raw', raw: '{"user":"{{user}}"}' }, event: [script('test', 'const d = pm.response.json();', 'pm.test("s", () => { pm.response.to.have.status(200); pm.expect(d.list[0].id).to.eql(7); });', 'pm.environment.set("token", d.token)', 'pm.environment.set("id", d.list[0].id)')] }),
    item({ name: 'odd', url: `${origin}/get?foo=bar&&&bar=b z&=q&{{id}}` }),
    item({ name: 'gone', url: '{{base}}/gone/:id?x={{token}}#f', event: [script('test', 'pm.test("gone", () => pm.response.to.have.status(404))')] }),
    item({ name: 'form', method: 'POST', url: '{{base}}/f', body: { mode: 'urlencoded', urlencoded: [{ key: 'a b', value: 'c&{{token}}' }] } }),
  ], { variable: [{ key: 'user', value: 'bob' }], auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}' }] } });

  const servers = result.servers.map(({ key, protocol, hostname, port }) => HttpServer.parse({ id: `server ${key}`, projectId: 'p', protocol, hostname, port }));
  const virtualUser = VirtualUser.parse({ id: 'vu', name: result.name, description: '', projectId: 'p', children: bindServers(result.children, new Map(result.servers.map(({ key }) => [key, `server ${key}`]))) });
  const base = { name: 'base', description: '', variable: { '@type': 'ConstantVariable' as const, value: origin } };
  const variables = [...result.variables, base].map((draft, at) => VariableWrapper.parse({ id: `v${at}`, projectId: 'p', ...draft }));
  const verdicts: boolean[] = [];
  const end = await runValidation({ virtualUser, surroundings: { servers, variables, fragments: [], allowedHosts: [] }, iterations: 1, recordedCodes: {}, outputFolder, bodyLimit: 10_000 }, ({ success }) => { verdicts.push(success); }, new AbortController().signal);

  expect(end.state).toBe('FINISHED');
  expect(asked).toEqual(['POST /login {"user":"bob"}', 'GET /get?foo=bar&&&bar=b%20z&=q&7 Bearer T1', 'GET /gone/7?x=T1 Bearer T1', 'POST /f a+b=c%26T1 Bearer T1']);
  expect(verdicts).toEqual([true, true, true, true]);
});
