import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** How a moody site behaves from some request on. */
export interface Mood {
  /** ms that every page takes; 0 = at once. */
  readonly latencyMs: number;
  /** ms that a page takes more, by path. */
  readonly slow?: Readonly<Record<string, number>>;
  /** Of ten requests to a path, how many answer 500. */
  readonly failing?: Readonly<Record<string, number>>;
}

/** A site under test of three pages whose mood can be changed while it is under load. */
export interface MoodySite {
  readonly url: string;
  mood: Mood;
  /** Requests answered 500 so far. */
  failed(): number;
  /** Resolves with the next request. */
  visited(): Promise<void>;
  har(): string;
  close(): Promise<void>;
}

export const PATHS = ['/home', '/search', '/checkout'] as const;

/** Starts on a free port of 127.0.0.1. */
export async function startMoodySite(mood: Mood): Promise<MoodySite> {
  const counts = new Map<string, number>();
  let failed = 0;
  let greet: (() => void)[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const count = counts.get(path) ?? 0;
    counts.set(path, count + 1);
    for (const tell of greet.splice(0)) tell();
    const { latencyMs, slow, failing } = site.mood;
    // Spread over each ten, so that the failures do not come in bursts.
    const fails = (count * 7) % 10 < (failing?.[path] ?? 0);
    if (fails) failed++;
    const wait = latencyMs + (slow?.[path] ?? 0);
    const answer = (): void => { response.writeHead(fails ? 500 : 200, { 'content-type': 'text/plain' }).end(fails ? `no stock for order ${count}` : 'welcome'); };
    if (wait === 0) answer(); else void pause(wait).then(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const site: MoodySite = {
    url, mood, failed: () => failed,
    visited: () => new Promise((resolve) => { greet = [...greet, resolve]; }),
    har: () => recordingOf(url),
    close: async () => { server.closeAllConnections(); server.close(); await once(server, 'close'); },
  };
  return site;
}

function recordingOf(url: string): string {
  const start = Date.parse('2026-01-05T10:00:00.000Z');
  const entries = PATHS.map((path, index) => ({
    pageref: 'page_1', startedDateTime: new Date(start + index * 10).toISOString(), time: 5,
    request: { method: 'GET', url: url + path, httpVersion: 'HTTP/1.1', headers: [], queryString: [], cookies: [], headersSize: -1, bodySize: 0 },
    response: { status: 200, statusText: '', httpVersion: 'HTTP/1.1', headers: [], cookies: [], content: { size: 7, mimeType: 'text/plain', text: 'welcome' }, redirectURL: '', headersSize: -1, bodySize: 7 },
    cache: {}, timings: { send: 0, wait: 5, receive: 0 },
  }));
  const pages = [{ id: 'page_1', startedDateTime: new Date(start).toISOString(), title: 'Visit', pageTimings: {} }];
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'test', version: '1' }, pages, entries } });
}
