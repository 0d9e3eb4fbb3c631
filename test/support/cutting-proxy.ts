import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Where a connection is cut while one request and its answer pass. */
export const STAGES = [
  'before the request', 'after its headers', 'in the middle of its body', 'after its body', 'while it is worked on', 'before the answer', 'in the middle of the answer',
] as const;
export type Stage = (typeof STAGES)[number];

/** What is cut, and what else happens at that moment. */
export interface Cut {
  readonly stage: Stage;
  /** Start of the request line, such as `POST /mcp`. */
  readonly request: string;
  /** Called at the moment of the cut, before the sockets go. */
  readonly at?: () => void;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const HALF = 0.5;

/** A TCP proxy on loopback that cuts the connection of the next matching request at a chosen stage, once. */
export class CuttingProxy {
  private cut: Cut | undefined;
  private settle: () => void = () => undefined;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(private readonly targetPort: () => number) {
    this.server = createServer({ noDelay: true }, (client) => { this.serve(client); });
  }

  static async before(targetPort: () => number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(targetPort);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get port(): number { return (this.server.address() as AddressInfo).port; }

  /** The next request of that kind is cut; resolves once it was. */
  arm(cut: Cut): Promise<void> {
    this.cut = cut;
    return new Promise((resolve) => { this.settle = resolve; });
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(client: Socket): void {
    const upstream = connect(this.targetPort(), '127.0.0.1');
    upstream.setNoDelay(true);
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => { this.sockets.delete(socket); });
    }
    let held: Buffer | undefined;
    let answering: Cut | undefined;
    let isDone = false;
    const both = (cut: Cut): void => {
      if (isDone) return;
      isDone = true;
      cut.at?.();
      client.destroy();
      upstream.destroy();
      this.settle();
    };
    client.on('data', (chunk: Buffer) => {
      if (isDone) return;
      if (held === undefined && this.cut !== undefined && chunk.toString('latin1').startsWith(this.cut.request)) held = Buffer.alloc(0);
      if (held === undefined) { upstream.write(chunk); return; }
      held = Buffer.concat([held, chunk]);
      const { cut } = this;
      const request = cut === undefined ? undefined : partsOf(held);
      if (cut === undefined || request === undefined) return;
      this.cut = undefined;
      held = undefined;
      switch (cut.stage) {
        case 'before the request': both(cut); return;
        case 'after its headers': upstream.write(request.head, () => { both(cut); }); return;
        case 'in the middle of its body': upstream.write(Buffer.concat([request.head, request.body.subarray(0, Math.max(1, request.body.length * HALF))]), () => { both(cut); }); return;
        case 'after its body': upstream.write(Buffer.concat([request.head, request.body]), () => { both(cut); }); return;
        case 'while it is worked on':
          // Only the asking side goes: the other works on, and its answer falls into the void.
          upstream.write(Buffer.concat([request.head, request.body]), () => { cut.at?.(); isDone = true; client.destroy(); this.settle(); });
          return;
        default:
          answering = cut;
          upstream.write(Buffer.concat([request.head, request.body]));
      }
    });
    upstream.on('data', (chunk: Buffer) => {
      if (isDone) return;
      if (answering === undefined) { client.write(chunk); return; }
      const cut = answering;
      if (cut.stage === 'before the answer') both(cut);
      else client.write(chunk.subarray(0, Math.ceil(chunk.length * HALF)), () => { both(cut); });
    });
    client.once('end', () => { upstream.end(); }).once('close', () => { if (!isDone) upstream.destroy(); });
    upstream.once('close', () => { client.destroy(); if (answering !== undefined && !isDone) { isDone = true; this.settle(); } });
  }
}

/** Head and body of a request, once it is there whole. */
function partsOf(bytes: Buffer): { head: Buffer; body: Buffer } | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = bytes.subarray(0, end + HEAD_END.length);
  const body = bytes.subarray(head.length);
  const length = Number(/content-length: *(\d+)/i.exec(head.toString('latin1'))?.[1] ?? 0);
  return body.length < length ? undefined : { head, body };
}
