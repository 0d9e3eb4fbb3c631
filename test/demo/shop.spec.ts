import { request as httpRequest } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LoadModel } from '../../demo/shop/load-model.js';
import { ACCOUNTS, startShop } from '../../demo/shop/shop.js';
import type { RunningShop, ShopOptions, ShopStats } from '../../demo/shop/shop.js';
import { bootValues, Customer, group } from './customer.js';

const open: RunningShop[] = [];

/** A shop without waiting, closed after the test. */
async function shopWith(options: ShopOptions = {}): Promise<RunningShop> {
  const shop = await startShop({ latencyMs: 0, ...options });
  open.push(shop);
  return shop;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((shop) => shop.close()));
});

describe('browsing', () => {
  it('lists, pages, searches and shows products', async () => {
    const customer = new Customer((await shopWith()).url);
    expect((await customer.send('GET', '/')).text).toContain('Stoneware mug, moss');
    expect((await customer.send('GET', '/products?page=4')).text).toContain('candle-rose');
    expect((await customer.send('GET', '/products?page=5')).status).toBe(404);
    const found = (await customer.send('GET', '/search?q=MUG')).text;
    expect([...found.matchAll(/href="\/product\/mug-/g)]).toHaveLength(6);
    expect((await customer.send('GET', '/product/lamp-clay')).text).toContain('€65.00');
    expect((await customer.send('GET', '/product/nothing')).status).toBe(404);
  });

  it('never echoes markup', async () => {
    const { text } = await new Customer((await shopWith()).url).send('GET', '/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E');
    expect(text).toContain('&lt;script&gt;alert(1)');
    expect(text).not.toContain('<script>alert');
  });

  it('compresses pages only for who asks', async () => {
    const customer = new Customer((await shopWith()).url);
    const zipped = await customer.send('GET', '/', { headers: { 'accept-encoding': 'br, gzip' } });
    const plain = await customer.send('GET', '/', { headers: { 'accept-encoding': 'gzip;q=0' } });
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(zipped.text).toBe(plain.text);
  });

  it('answers 304 to a known validator and the file to any other', async () => {
    const customer = new Customer((await shopWith()).url);
    for (const file of ['shop.css', 'shop.js', 'logo.svg', 'drawings.svg']) {
      const first = await customer.send('GET', `/assets/${file}`);
      const etag = first.headers.get('etag') ?? '';
      expect(first.headers.get('cache-control')).toMatch(/max-age=\d+/);
      const again = await customer.send('GET', `/assets/${file}`, { headers: { 'if-none-match': `"other", W/${etag}` } });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
      expect((await customer.send('GET', `/assets/${file}`, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    }
  });
});

describe('login', () => {
  it('has fifty customers, and lets each in', async () => {
    const shop = await shopWith();
    expect(ACCOUNTS.map((account) => account.username)).toEqual(Array.from({ length: 50 }, (_, index) => `user${String(index + 1).padStart(2, '0')}`));
    const tokens = await Promise.all(ACCOUNTS.map(async ({ username }) => (await new Customer(shop.url).signIn(username)).apiToken));
    expect(new Set(tokens).size).toBe(50);
  });

  it('refuses unknown, foreign, outdated and used csrf values', async () => {
    const { url } = await shopWith();
    const customer = new Customer(url);
    const read = async (who: Customer): Promise<string> => group(/name="_csrf" value="([^"]+)"/, (await who.send('GET', '/login')).text);
    const outdated = await read(customer);
    const foreign = await read(new Customer(url));
    for (const csrf of ['', 'made-up', outdated, foreign]) {
      await read(customer);
      expect((await customer.submitLogin('user01', 'demo', csrf)).status).toBe(403);
    }
    const used = await read(customer);
    expect((await customer.submitLogin('user01', 'wrong', used)).status).toBe(401);
    expect((await customer.submitLogin('user01', 'demo', used)).status).toBe(403);
  });

  it('rotates the session cookie and spends the ticket', async () => {
    const { url } = await shopWith();
    const customer = new Customer(url);
    const csrf = group(/name="_csrf" value="([^"]+)"/, (await customer.send('GET', '/login')).text);
    const before = customer.cookie;
    const { status, headers } = await customer.submitLogin('user01', 'demo', csrf);
    const landing = headers.get('location') ?? '';
    expect(status).toBe(302);
    expect(landing).toMatch(/^\/account\?st=[\w-]+$/);
    expect(customer.cookie).not.toBe(before);
    expect((await new Customer(url).send('GET', landing)).status).toBe(403);
    expect((await customer.send('GET', landing)).status).toBe(200);
    expect((await customer.send('GET', landing)).status).toBe(403);
    expect((await customer.send('GET', '/account')).status).toBe(200);
    expect((await new Customer(url).send('GET', '/account')).headers.get('location')).toBe('/login');
  });
});

describe('basket', () => {
  /** A signed-in customer with an open basket. */
  async function withBasket(shop: RunningShop, username = 'user01') {
    const customer = new Customer(shop.url);
    const { apiToken, cartCsrf } = await customer.signIn(username);
    const headers = { authorization: `Bearer ${apiToken}`, 'x-csrf-token': cartCsrf, 'content-type': 'application/json' };
    const { cartId, etag } = JSON.parse((await customer.send('POST', '/api/cart', { headers })).text) as { cartId: string; etag: string };
    return { customer, headers, cart: `/api/cart/${cartId}`, etag };
  }

  it('goes from an empty basket to a confirmed order', async () => {
    const { customer, headers, cart, etag } = await withBasket(await shopWith());
    const item = JSON.stringify({ productId: 'mug-moss', quantity: 2, etag });
    const added = await customer.send('PUT', `${cart}/items`, { headers, body: item });
    expect(added.status).toBe(200);
    expect(JSON.parse(added.text)).toMatchObject({ items: [{ productId: 'mug-moss', quantity: 2 }], totalCents: 2900 });
    const read = JSON.parse((await customer.send('GET', cart, { headers })).text) as { etag: string };
    const ordered = await customer.send('POST', `${cart}/order`, { headers, body: JSON.stringify({ etag: read.etag }) });
    expect(ordered.status).toBe(201);
    const { orderId } = JSON.parse(ordered.text) as { orderId: string };
    expect((await customer.send('GET', `/order/${orderId}`)).text).toContain('€29.00');
    expect((await customer.send('GET', cart, { headers })).status).toBe(404);
  });

  it('answers 409 to an etag that was used', async () => {
    const { customer, headers, cart, etag } = await withBasket(await shopWith());
    const body = JSON.stringify({ productId: 'mug-moss', quantity: 1, etag });
    const statuses = [];
    for (const path of ['items', 'items', 'order']) {
      statuses.push((await customer.send(path === 'items' ? 'PUT' : 'POST', `${cart}/${path}`, { headers, body })).status);
    }
    expect(statuses).toEqual([200, 409, 409]);
  });

  it('refuses strangers, stale csrf values and other people\'s baskets', async () => {
    const shop = await shopWith();
    const mine = await withBasket(shop);
    const other = await withBasket(shop, 'user02');
    const send = async (path: string, headers: Record<string, string>): Promise<number> =>
      (await mine.customer.send('POST', path, { headers, body: '{}' })).status;
    expect(await send('/api/cart', { ...mine.headers, authorization: 'Bearer stale' })).toBe(401);
    expect(await send('/api/cart', { ...mine.headers, 'x-csrf-token': 'stale' })).toBe(403);
    expect(await send(`${other.cart}/order`, mine.headers)).toBe(404);
    expect(await send(`${mine.cart}/order`, mine.headers)).toBe(409);
    const renewed = bootValues((await mine.customer.send('GET', '/account')).text);
    expect(await send('/api/cart', mine.headers)).toBe(403);
    expect(await send('/api/cart', { ...mine.headers, 'x-csrf-token': renewed.cartCsrf })).toBe(201);
    expect((await new Customer(shop.url).send('GET', '/order/PP-made-up')).status).toBe(403);
    expect((await mine.customer.send('GET', '/order/PP-made-up')).status).toBe(404);
  });

  it.each([
    ['not json', 'no JSON', 400],
    ['an array', '[]', 400],
    ['a prototype in disguise', '{"__proto__":{"etag":"x"}}', 409],
    ['a large body', `{"etag":"${'x'.repeat(70_000)}"}`, 413],
  ])('survives %s', async (_, body, status) => {
    const { customer, headers, cart } = await withBasket(await shopWith());
    expect((await customer.send('PUT', `${cart}/items`, { headers, body })).status).toBe(status);
    expect((await customer.send('GET', cart, { headers })).status).toBe(200);
  });

  it.each([
    ['an unknown product', { productId: 'mug', quantity: 1 }],
    ['no piece', { productId: 'mug-moss', quantity: 0 }],
    ['a hundred pieces', { productId: 'mug-moss', quantity: 100 }],
    ['half a piece', { productId: 'mug-moss', quantity: 0.5 }],
  ])('answers 422 to %s', async (_, change) => {
    const { customer, headers, cart, etag } = await withBasket(await shopWith());
    const body = JSON.stringify({ ...change, etag });
    expect((await customer.send('PUT', `${cart}/items`, { headers, body })).status).toBe(422);
  });
});

describe('its own record', () => {
  it('counts every answer, and nothing below /__', async () => {
    const shop = await shopWith({ latencyMs: 1 });
    const customer = new Customer(shop.url);
    const plain = { headers: { 'accept-encoding': 'identity' } };
    const paths = ['/', '/product/mug-moss', '/product/nothing', '/search?q=lamp', '/nowhere', '/assets/shop.css', '/product/%zz'];
    const answers = await Promise.all(Array.from({ length: 210 }, (_, index) => customer.send('GET', paths[index % 7] ?? '/', plain)));
    answers.push(await customer.send('DELETE', '/', plain));
    await customer.send('GET', '/__stats');
    const stats = JSON.parse((await customer.send('GET', '/__stats')).text) as ShopStats;
    const statuses = Object.fromEntries(Object.entries(stats.routes).map(([route, counted]) => [route, counted.statuses]));
    expect(statuses).toEqual({
      'GET /': { 200: 30 },
      'GET /product/{id}': { 200: 30, 404: 30 },
      'GET /search': { 200: 30 },
      'GET /assets/{file}': { 200: 30 },
      '(no route)': { 404: 60, 405: 1 },
    });
    expect(stats.total).toBe(211);
    expect(stats.perSecond.reduce((sum, second) => sum + second.hits, 0)).toBe(211);
    expect(stats.bytesSent).toBe(answers.reduce((sum, answer) => sum + Buffer.byteLength(answer.text), 0));
    expect(Object.values(stats.routes).reduce((sum, counted) => sum + counted.bytesSent, 0)).toBe(stats.bytesSent);
    expect(stats.routes['GET /']?.bytesSent).toBe(30 * Buffer.byteLength(answers[0]?.text ?? ''));
    expect(stats.latency.max).toBeGreaterThanOrEqual(stats.latency.p99);
    expect(stats.latency.p99).toBeGreaterThanOrEqual(stats.latency.p50);
    expect(stats).toMatchObject({ inFlight: 0, aborted: 0, settings: { latencyMs: 1, errorRate: 0, knee: 20 } });
    expect(stats.maxConcurrent).toBeGreaterThan(1);
    expect(stats.openSockets).toBeGreaterThan(0);
  });

  it('starts from nothing after a reset', async () => {
    const shop = await shopWith();
    const customer = new Customer(shop.url);
    await customer.send('GET', '/');
    expect((await customer.send('POST', '/__reset')).status).toBe(200);
    expect(shop.stats()).toMatchObject({ total: 0, routes: {}, bytesSent: 0, perSecond: [], maxConcurrent: 0, latency: { p50: 0, max: 0 } });
  });

  it('counts who leaves before the answer as aborted', async () => {
    const shop = await shopWith({ latencyMs: 50 });
    const leaving = httpRequest(`${shop.url}/search?q=mug`);
    leaving.on('error', () => undefined);
    leaving.end();
    await vi.waitUntil(() => shop.stats().inFlight === 1);
    leaving.destroy();
    await vi.waitUntil(() => shop.stats().inFlight === 0);
    expect(shop.stats()).toMatchObject({ total: 0, aborted: 1 });
  });

  it('shows a page to browsers', async () => {
    const { headers, text } = await new Customer((await shopWith()).url).send('GET', '/__stats', { headers: { accept: 'text/html,*/*' } });
    expect(headers.get('content-type')).toContain('text/html');
    expect(text).toContain('What the shop has counted');
  });
});

describe('under load', () => {
  /** Statuses of sixty product pages, one after the other. */
  async function sixty(shop: RunningShop): Promise<number[]> {
    const customer = new Customer(shop.url);
    const statuses: number[] = [];
    while (statuses.length < 60) statuses.push((await customer.send('GET', '/product/mug-moss')).status);
    return statuses;
  }

  it('fails the same requests for the same seed, and others for another', async () => {
    const shop = await shopWith({ errorRate: 0.3, seed: 42 });
    const first = await sixty(shop);
    const failures = first.filter((status) => status === 500).length;
    expect(failures).toBeGreaterThan(5);
    expect(failures).toBeLessThan(35);
    expect(shop.stats().routes['GET /product/{id}']?.statuses).toEqual({ 200: 60 - failures, 500: failures });
    shop.reset();
    expect(await sixty(shop)).toEqual(first);
    expect(await sixty(await shopWith({ errorRate: 0.3, seed: 42, latencyMs: 1 }))).toEqual(first);
    expect(await sixty(await shopWith({ errorRate: 0.3, seed: 43 }))).not.toEqual(first);
  });

  it('changes its settings while it runs, and refuses bad ones by name', async () => {
    const customer = new Customer((await shopWith()).url);
    const change = async (body: string) => customer.send('POST', '/__config', { body, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse((await change('{"errorRate":1,"knee":5}')).text)).toEqual({ latencyMs: 0, errorRate: 1, knee: 5 });
    expect((await customer.send('GET', '/search?q=mug')).status).toBe(500);
    expect((await customer.send('GET', '/')).status).toBe(200);
    for (const bad of ['{"errorRate":2}', '{"latencyMs":"5"}', '{"knee":0}', '{"seed":1}', '[]', '{"__proto__":1}']) {
      expect((await change(bad)).status).toBe(400);
    }
    expect((await change('{"delay":1}')).text).toContain('latencyMs, errorRate, knee');
  });

  it('slows down in proportion beyond the knee, and not before', () => {
    const duration = (inFlight: number): number => new LoadModel({ latencyMs: 10, errorRate: 0, knee: 20 }, 1).duration(1, inFlight);
    expect(duration(20)).toBe(duration(1));
    expect(duration(40)).toBeCloseTo(2 * duration(1));
    expect(duration(100)).toBeCloseTo(5 * duration(1));
  });

  it('forgets the oldest sessions first', async () => {
    const shop = await shopWith({ maxSessions: 3 });
    const visitors = Array.from({ length: 10 }, () => new Customer(shop.url));
    const boots = [];
    for (const visitor of visitors) boots.push(await visitor.signIn('user01'));
    expect(shop.stats().sessions).toBe(3);
    const headers = boots.map(({ apiToken, cartCsrf }) => ({ authorization: `Bearer ${apiToken}`, 'x-csrf-token': cartCsrf }));
    const statuses = [];
    for (const [index, visitor] of visitors.entries()) statuses.push((await visitor.send('POST', '/api/cart', { headers: headers[index] ?? {} })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 401, 201, 201, 201]);
    for (let round = 0; round < 5; round += 1) await visitors[9]?.send('POST', '/api/cart', { headers: headers[9] ?? {} });
    expect(shop.stats().carts).toBe(3);
  });

  it('refuses options out of range by name', async () => {
    await expect(startShop({ errorRate: 2 })).rejects.toThrow('errorRate must be a number from 0 to 1');
    await expect(startShop({ port: 1.5 })).rejects.toThrow('port must be a whole number');
  });
});
