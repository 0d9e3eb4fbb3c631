import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { Server } from '@modelcontextprotocol/server';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { ANSWER, BENCH_TOOL, listenAndSay } from './answer.js';

/**
 * The yardstick: the SDK's low-level server with hand-written handlers, stateless, a list prepared beforehand, no token checked.
 * Arguments: file with the tool list, port.
 */
const [listFile = '', port = '0'] = process.argv.slice(2);
const list = JSON.parse(readFileSync(listFile, 'utf8')) as { tools: never[] };
const known = new Set(list.tools.map((tool: { name: string }) => tool.name));

function server(): Server {
  const made = new Server({ name: 'raw', version: '1' }, { capabilities: { tools: {} } });
  made.setRequestHandler('tools/list', () => list);
  made.setRequestHandler('tools/call', (request) => {
    if (!known.has(request.params.name) && request.params.name !== BENCH_TOOL) throw new Error('unknown tool');
    return { content: [{ type: 'text', text: JSON.stringify(ANSWER) }], structuredContent: ANSWER };
  });
  return made;
}

const http = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
    const made = server();
    response.on('finish', () => { void transport.close(); void made.close(); });
    void made.connect(transport).then(() => transport.handleRequest(request, response, JSON.parse(Buffer.concat(chunks).toString('utf8'))));
  });
});
await listenAndSay(() => new Promise((resolve) => { http.listen(Number(port), '127.0.0.1', () => { resolve(undefined); }); }));
