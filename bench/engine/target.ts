import { createServer } from 'node:http';

/** The target of the engine's benchmark: as little work as node:http allows, so that the load generator is what is measured. */
let requests = 0;
const body = Buffer.from('{"token":"abc123","widget":true}');
const server = createServer((request, response) => {
  requests++;
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
process.on('message', () => { process.send?.({ requests }); });
process.on('disconnect', () => { process.exit(0); });
