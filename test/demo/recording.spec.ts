import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startShop } from '../../demo/shop/shop.js';
import type { RunningShop } from '../../demo/shop/shop.js';
import { Customer } from './customer.js';

interface Entry {
  request: { method: string; url: string; headers: { name: string; value: string }[]; postData?: { text: string } };
  response: { status: number; content: { text?: string; encoding?: string } };
}

const RECORDED_ORIGIN = 'http://127.0.0.1:8095';
const HAR = readFileSync(new URL('../../demo/recordings/shop.har', import.meta.url), 'utf8');
const ENTRIES = (JSON.parse(HAR) as { log: { entries: Entry[] } }).log.entries;

/** Where each value that goes stale is found in an answer; `Location` stands for the header, everything else is read in the body. */
const EXTRACTORS: Readonly<Record<string, { from: 'BODY' | 'HEADERS'; pattern: RegExp }>> = {
  loginCsrf: { from: 'BODY', pattern: /name="_csrf" value="([^"]+)"/ },
  ticket: { from: 'HEADERS', pattern: /location: \/account\?st=([\w-]+)/i },
  apiToken: { from: 'BODY', pattern: /"apiToken":"([^"]+)"/ },
  cartCsrf: { from: 'BODY', pattern: /"cartCsrf":"([^"]+)"/ },
  cartId: { from: 'BODY', pattern: /"cartId":"([^"]+)"/ },
  etag: { from: 'BODY', pattern: /"etag":"([^"]+)"/ },
  orderId: { from: 'BODY', pattern: /"orderId":"([^"]+)"/ },
};

const NOT_REPLAYED = new Set(['host', 'connection', 'content-length', 'cookie']);

/** Replays the recording in order; with correlation, values found in recorded answers are replaced by those of the live ones. */
async function replay(shop: RunningShop, correlated: boolean): Promise<number[]> {
  const customer = new Customer(shop.url);
  const live = new Map<string, string>();
  const renew = (text: string): string => [...live].reduce((renewed, [recorded, current]) => renewed.replaceAll(recorded, current), text);
  const statuses: number[] = [];
  for (const { request, response } of ENTRIES) {
    const headers = Object.fromEntries(
      request.headers.filter(({ name }) => !NOT_REPLAYED.has(name.toLowerCase())).map(({ name, value }) => [name, renew(value)]),
    );
    const body = request.postData === undefined ? {} : { body: renew(request.postData.text) };
    const answer = await customer.send(request.method, renew(request.url.slice(RECORDED_ORIGIN.length)), { headers, ...body });
    statuses.push(answer.status);
    if (correlated) learn(response, answer, live);
  }
  return statuses;
}

/** Pairs each value of a recorded answer with the one that stands in its place in the live answer. */
function learn(recorded: Entry['response'], answer: { headers: Headers; text: string }, live: Map<string, string>): void {
  for (const { from, pattern } of Object.values(EXTRACTORS)) {
    const was = pattern.exec(from === 'BODY' ? (recorded.content.text ?? '') : headerText(recorded))?.[1];
    const is = pattern.exec(from === 'BODY' ? answer.text : `location: ${answer.headers.get('location') ?? ''}`)?.[1];
    if (was !== undefined && is !== undefined) live.set(was, is);
  }
}

function headerText(response: Entry['response'] & { headers?: { name: string; value: string }[] }): string {
  return (response.headers ?? []).map(({ name, value }) => `${name}: ${value}`).join('\n');
}

let shop: RunningShop;
beforeAll(async () => {
  shop = await startShop({ latencyMs: 0 });
});
afterAll(async () => {
  await shop.close();
});

describe('the recording of the demo shop', () => {
  it('was made with the pages that the shop serves today', async () => {
    const assets = ENTRIES.filter(({ request }) => request.url.includes('/assets/'));
    expect(assets).toHaveLength(4);
    for (const { request, response } of assets) {
      expect(response.content.text).toBe((await new Customer(shop.url).send('GET', request.url.slice(RECORDED_ORIGIN.length))).text);
    }
  });

  it('is small, holds its bodies as text, and names no machine', () => {
    expect(HAR.length).toBeLessThan(400_000);
    expect(ENTRIES.every(({ response }) => response.content.encoding === undefined)).toBe(true);
    expect(ENTRIES.filter(({ response }) => response.content.text === undefined).map(({ response }) => response.status)).toEqual([302]);
    const hosts = [...HAR.matchAll(/https?:\/\/([\w.:-]+)/g)].map((match) => match[1]);
    expect(new Set(hosts)).toEqual(new Set(['127.0.0.1:8095', 'www.w3.org']));
  });

  it('fails from the login on when it is replayed as it is', async () => {
    const statuses = await replay(shop, false);
    const login = ENTRIES.findIndex(({ request }) => request.method === 'POST');
    expect(statuses.slice(0, login)).toEqual(Array<number>(login).fill(200));
    expect(statuses.slice(login)).toEqual([403, 403, 401, 401, 401, 401, 401, 403]);
  });

  it('passes completely when the values that go stale are correlated', async () => {
    shop.reset();
    expect(await replay(shop, true)).toEqual(ENTRIES.map(({ response }) => response.status));
    expect(shop.stats().total).toBe(ENTRIES.length);
  });
});
