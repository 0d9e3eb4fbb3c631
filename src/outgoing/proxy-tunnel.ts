import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';

/** What a proxy answered to CONNECT; the socket leads to the host where it said yes (200), and is closed otherwise. */
export interface Tunnel { readonly status: number; readonly socket: Socket }

/** Asks a proxy for a way to a host. @param proxy its address, with name and password where it wants them. Rejects where it does not answer in time. */
export function openTunnel(proxy: URL, { host, port }: { readonly host: string; readonly port: number }, timeoutMs: number): Promise<Tunnel> {
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const account = proxy.username + proxy.password === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString('base64')}` };
  return new Promise((resolve, reject) => {
    const asking = (proxy.protocol === 'https:' ? secureRequest : plainRequest)(new URL(proxy.origin), { method: 'CONNECT', path: target, agent: false, headers: { host: target, ...account } });
    const timer = setTimeout(() => { asking.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })); }, timeoutMs);
    asking.once('connect', ({ statusCode = 0 }, socket: Socket) => {
      clearTimeout(timer);
      if (statusCode !== 200) socket.destroy();
      resolve({ status: statusCode, socket });
    });
    asking.on('error', (error) => { clearTimeout(timer); reject(error); });
    asking.end();
  });
}
