import { createServer } from 'node:http';

/** A target that waits as long as the path says (`/200` = 200 ms), sends as much as asked (`/0/50000` bytes), and counts. */
let requests = 0;
let lastAt = 0;
let sockets = 0;
let mostSockets = 0;
const server = createServer((request, response) => {
  requests++;
  lastAt = Date.now();
  request.resume();
  const [, wait = '0', size = '2'] = (request.url ?? '').split('/');
  const body = Buffer.alloc(Math.min(50_000_000, Number(size) || 2), 'x');
  const answer = (): void => { response.writeHead(200, { 'content-type': 'text/plain', 'content-length': body.length }); response.end(body); };
  if (Number(wait) > 0) setTimeout(answer, Number(wait));
  else answer();
});
server.keepAliveTimeout = 120_000;
server.on('connection', (socket) => {
  mostSockets = Math.max(mostSockets, ++sockets);
  socket.once('close', () => { sockets--; });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 8192 }, () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
process.on('message', () => {
  process.send?.({ requests, lastAt, mostSockets });
  requests = 0;
  mostSockets = sockets;
});
process.on('disconnect', () => { process.exit(0); });
