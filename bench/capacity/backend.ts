import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** An OctoPerf that answers after a while, always the same. Arguments: milliseconds it takes. */
const tookMs = Number(process.argv[2] ?? 30);
const id = (index: number): string => `AXkp3vQ7b9Lk2sT${String(index).padStart(5, '0')}`;
const projects = JSON.stringify(Array.from({ length: 20 }, (_, index) => ({ id: id(index), workspaceId: id(0), userId: id(0), name: `Project ${index}`, description: 'Load tests of the shop', type: 'DESIGN', tags: [], created: 1_760_000_000_000, lastModified: 1_760_000_000_000 })));
const action = (index: number): object => ({ '@type': 'HttpRequestAction', id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`, enabled: true, name: `/page/${index}`, children: [], serverId: id(1), method: 'GET', path: `/page/${index}`, headers: Array.from({ length: 8 }, (_, header) => ({ name: `X-Header-${header}`, value: 'a value of usual length for a header' })), parameters: [] });
const virtualUser = JSON.stringify({ id: id(2), projectId: id(3), userId: id(0), name: 'A large one', description: '', type: 'JMETER', tags: [], created: 1, lastModified: 1, children: Array.from({ length: 300 }, (_, index) => action(index)) });
const project = JSON.stringify({ id: id(3), workspaceId: id(0), userId: id(0), name: 'Shop', description: '', type: 'DESIGN', tags: [], created: 1, lastModified: 1 });
const answers: Readonly<Record<string, string>> = { [`/design/projects/by-workspace/${id(0)}/DESIGN`]: projects, [`/design/virtual-users/${id(2)}`]: virtualUser, [`/design/projects/${id(3)}`]: project };

const server = createServer((request, response) => {
  request.resume();
  void pause(tookMs).then(() => {
    const body = answers[request.url ?? ''];
    if (request.headers.authorization === undefined || body === undefined) { response.writeHead(body === undefined ? 404 : 401).end(); return; }
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0, workspaceId: id(0), virtualUserId: id(2), bytes: Buffer.byteLength(virtualUser) });
});
process.on('disconnect', () => { process.exit(0); });
