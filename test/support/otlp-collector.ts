import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fields, fieldsOf, messagesIn } from './protobuf.js';

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** 2 server, 3 client. */
  readonly kind: number;
  readonly start: bigint;
  readonly end: bigint;
  /** 0 unset, 2 error. */
  readonly status: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly resource: Readonly<Record<string, string | number>>;
  readonly links: readonly string[];
}

/** A collector of the tests' own: takes OTLP over HTTP as protocol buffers, by opentelemetry/proto/trace/v1/trace.proto. */
export class OtlpCollector {
  readonly spans: CollectedSpan[] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  /** Everything as it came, to look for what must not be there. */
  received = Buffer.alloc(0);
  url = '';

  private constructor(private readonly server: Server) {}

  static async start(): Promise<OtlpCollector> {
    const collector = new OtlpCollector(createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => { chunks.push(chunk); });
      request.on('end', () => {
        if (request.url === '/v1/traces') collector.take(Buffer.concat(chunks), request.headers);
        response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/x-protobuf' }).end();
      });
    }));
    collector.server.listen(0, '127.0.0.1');
    await once(collector.server, 'listening');
    collector.url = `http://127.0.0.1:${(collector.server.address() as AddressInfo).port}`;
    return collector;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private take(body: Buffer, headers: IncomingHttpHeaders): void {
    this.headers.push(headers);
    this.received = Buffer.concat([this.received, body]);
    for (const ofResource of messagesIn(fieldsOf(body), 1).map(fieldsOf)) {
      const resource = attributesOf(messagesIn(ofResource, 1).map(fieldsOf).flatMap((fields) => messagesIn(fields, 1)));
      for (const ofScope of messagesIn(ofResource, 2).map(fieldsOf)) this.spans.push(...messagesIn(ofScope, 2).map((span) => spanOf(fieldsOf(span), resource)));
    }
  }
}

function spanOf(fields: Fields, resource: CollectedSpan['resource']): CollectedSpan {
  const hex = (number: number): string => messagesIn(fields, number)[0]?.toString('hex') ?? '';
  const fixed = (number: number): bigint => messagesIn(fields, number)[0]?.readBigUInt64LE() ?? 0n;
  return {
    traceId: hex(1), spanId: hex(2), parentSpanId: hex(4), name: messagesIn(fields, 5)[0]?.toString() ?? '', kind: Number(fields.get(6)?.[0] ?? 0n),
    start: fixed(7), end: fixed(8), attributes: attributesOf(messagesIn(fields, 9)), resource,
    links: messagesIn(fields, 13).map((link) => messagesIn(fieldsOf(link), 2)[0]?.toString('hex') ?? ''),
    status: Number(messagesIn(fields, 15).map((status) => fieldsOf(status).get(3)?.[0] ?? 0n)[0] ?? 0n),
  };
}

/** Of KeyValue messages: texts and numbers. */
function attributesOf(pairs: readonly Buffer[]): Record<string, string | number> {
  return Object.fromEntries(pairs.map((pair) => {
    const fields = fieldsOf(pair);
    const value = fieldsOf(messagesIn(fields, 2)[0] ?? Buffer.alloc(0));
    const text = messagesIn(value, 1)[0];
    return [messagesIn(fields, 1)[0]?.toString() ?? '', text === undefined ? Number(value.get(3)?.[0] ?? NaN) : text.toString()];
  }));
}
