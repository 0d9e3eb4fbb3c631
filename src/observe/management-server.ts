import type { Request, RequestHandler, Response } from 'express';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PrometheusMetrics } from './prometheus.js';

export const METRICS_PATH = '/metrics';
const PROBES = ['/health', '/actuator/health'];
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const FAILED = 500;

/** Metrics and probes on a port of their own, and nothing else: no token is asked for there. */
export class ManagementServer {
  private readonly server: Server;

  /** @param probes the server's own way of answering them. */
  constructor(metrics: PrometheusMetrics | undefined, probes: RequestHandler) {
    this.server = createServer((request, response) => {
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      if (path === METRICS_PATH && metrics !== undefined) void answerMetrics(metrics, request, response);
      else if (PROBES.some((probe) => path === probe || path.startsWith(`${probe}/`))) void probes(request as Request, response as Response, () => { nothing(response); });
      else nothing(response);
    });
  }

  /** @returns the port. Throws where it cannot be had. */
  async listen(port: number, address: string): Promise<number> {
    this.server.listen(port, address);
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Prometheus' text; 405 for anything but a read, 500 where it cannot be made. */
export async function answerMetrics(metrics: PrometheusMetrics, { method = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!READS.has(method)) { response.writeHead(405, { Allow: 'GET, HEAD' }).end(); return; }
  try {
    const text = await metrics.text();
    response.writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' }).end(method === 'HEAD' ? undefined : text);
  } catch {
    response.writeHead(FAILED).end();
  }
}

function nothing(response: ServerResponse): void {
  response.writeHead(404, { 'Content-Type': 'application/json' }).end(JSON.stringify({ statusCode: 404, message: `Here are ${METRICS_PATH} (where management.metrics is on) and the probes under ${PROBES.join(' and ')}.` }));
}
