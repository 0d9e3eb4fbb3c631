import { createServer } from 'node:http';
import { ANSWER, listenAndSay } from './answer.js';

/** The floor of the machine: node:http that parses the request and answers the same bytes. Argument: port. */
const http = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { id } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { id: number };
    const body = JSON.stringify({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: JSON.stringify(ANSWER) }], structuredContent: ANSWER } });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
  });
});
await listenAndSay(() => new Promise((resolve) => { http.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => { resolve(undefined); }); }));
