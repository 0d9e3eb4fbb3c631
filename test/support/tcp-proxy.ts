import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A wire between two processes that a test can cut, freeze or make unreliable. */
export interface TcpProxy {
  readonly url: string;
  /** Nothing passes any more, and nobody is told. */
  freeze(): void;
  /** Passes again; connections made before stay dead. */
  thaw(): void;
  /** Breaks this many answers off from now on: the request arrived, its sender does not learn it. Only answers to requests with this text count. */
  breakAnswers(count: number, to: string): void;
  broken(): number;
  close(): Promise<void>;
}

export async function startTcpProxy(port: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  let toBreak = 0;
  let broken = 0;
  let wanted = '';
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    let isMarked = false;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => { near.destroy(); far.destroy(); }).on('close', () => { sockets.delete(socket); near.destroy(); far.destroy(); });
    }
    near.on('data', (chunk) => {
      if (isFrozen) return;
      if (wanted !== '' && chunk.includes(wanted)) isMarked = true;
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (isFrozen) return;
      if (isMarked && toBreak > 0) {
        toBreak--;
        broken++;
        near.destroy();
        return;
      }
      isMarked = false;
      near.write(chunk);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    freeze: () => { isFrozen = true; },
    thaw: () => { isFrozen = false; for (const socket of sockets) socket.destroy(); },
    breakAnswers: (count, to) => { toBreak = count; wanted = to; },
    broken: () => broken,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
