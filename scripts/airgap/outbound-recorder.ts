import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const DNS_PORT = 53;
const HEADER_BYTES = 12;
/** Answer, recursion available, "no such name". */
const NO_SUCH_NAME = 0x8183;

/** What was attempted since the last look: names that were asked for, and packets for which there was no route. */
export interface Attempts { readonly names: readonly string[]; readonly withoutRoute: number }

/**
 * Notes who wants out of a network namespace that has loopback alone. By name: a resolver on 127.0.0.1 (which an empty resolv.conf means) hears the question,
 * and knows no name. By address: the kernel finds no route and counts it, for IPv4 and IPv6, TCP and UDP.
 */
export class OutboundRecorder {
  private names: string[] = [];
  private counted = withoutRoute();

  private constructor(private readonly socket: Socket) {
    socket.on('message', (question, from) => {
      this.names.push(nameIn(question));
      const answer = Buffer.from(question);
      answer.writeUInt16BE(NO_SUCH_NAME, 2);
      socket.send(answer, from.port, from.address);
    });
  }

  static async start(): Promise<OutboundRecorder> {
    const socket = createSocket('udp4').bind(DNS_PORT, '127.0.0.1');
    await once(socket, 'listening');
    return new OutboundRecorder(socket);
  }

  /** What was attempted since the last time. */
  take(): Attempts {
    const [names, now] = [this.names, withoutRoute()];
    const attempts = { names, withoutRoute: now - this.counted };
    this.names = [];
    this.counted = now;
    return attempts;
  }

  stop(): void { this.socket.close(); }
}

/** How often the kernel had no route in this namespace. */
function withoutRoute(): number {
  const [names = [], values = []] = readFileSync('/proc/self/net/snmp', 'utf8').split('\n').filter((line) => line.startsWith('Ip:')).map((line) => line.split(' '));
  const v4 = Number(values[names.indexOf('OutNoRoutes')] ?? NaN);
  const v6 = Number(/^Ip6OutNoRoutes\s+(\d+)/m.exec(readFileSync('/proc/self/net/snmp6', 'utf8'))?.[1] ?? NaN);
  if (Number.isNaN(v4 + v6)) throw new Error('this kernel does not count packets without a route');
  return v4 + v6;
}

/** The name a DNS question asks for. */
function nameIn(question: Buffer): string {
  const labels: string[] = [];
  for (let at = HEADER_BYTES; at < question.length;) {
    const length = question[at] ?? 0;
    if (length === 0) break;
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return labels.join('.');
}
