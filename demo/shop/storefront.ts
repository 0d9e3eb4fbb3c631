import { gzipSync } from 'node:zlib';
import { BoundedMap } from './bounded-map.js';
import { findProduct, PAGE_COUNT, productPage, searchProducts } from './catalogue.js';
import { homePage, listPage, productPage as productDetailPage, searchPage } from './pages/catalogue-pages.js';
import { PUBLIC_PAGE_HEADERS, Refusal } from './reply.js';
import type { Reply } from './reply.js';
import type { Exchange, Route } from './router.js';

const MOST_RENDERED = 1000;
const LONGEST_QUERY = 200;

/**
 * The public part of the shop: front page, list, search, product. These pages are the same for everybody, so each is rendered and
 * compressed once and kept (bounded, because anybody can invent search words): a target of load tests must not be its own bottleneck.
 */
export function storefrontRoutes(): Route[] {
  const rendered = new BoundedMap<Reply>(MOST_RENDERED);
  const once = (key: string, render: () => string): Reply => {
    const known = rendered.get(key);
    if (known !== undefined) return known;
    const body = Buffer.from(render());
    const reply = { status: 200, headers: PUBLIC_PAGE_HEADERS, body, gzip: gzipSync(body) };
    rendered.set(key, reply);
    return reply;
  };
  return [
    { method: 'GET', pattern: '/', weight: 1, handle: () => once('home', homePage) },
    { method: 'GET', pattern: '/products', weight: 1, handle: (exchange) => list(exchange, once) },
    { method: 'GET', pattern: '/search', weight: 4, mayFail: true, handle: (exchange) => search(exchange, once) },
    { method: 'GET', pattern: '/product/{id}', weight: 1, mayFail: true, handle: (exchange) => detail(exchange, once) },
  ];
}

type Once = (key: string, render: () => string) => Reply;

/** @throws Refusal 404 for a page that does not exist */
function list({ query }: Exchange, once: Once): Reply {
  const asked = query.get('page') ?? '1';
  const found = /^\d{1,4}$/.test(asked) ? productPage(Number(asked)) : undefined;
  if (found === undefined) throw new Refusal(404, `There is no such page; the list has pages 1 to ${PAGE_COUNT}.`);
  return once(`list ${found.page}`, () => listPage(found));
}

/** @throws Refusal 400 for a query that is too long */
function search({ query }: Exchange, once: Once): Reply {
  const asked = (query.get('q') ?? '').trim();
  if (asked.length > LONGEST_QUERY) throw new Refusal(400, `Search for at most ${LONGEST_QUERY} characters.`);
  return once(`search ${asked}`, () => searchPage(asked, searchProducts(asked)));
}

/** @throws Refusal 404 for an unknown product */
function detail({ parameters }: Exchange, once: Once): Reply {
  const product = findProduct(parameters[0] ?? '');
  if (product === undefined) throw new Refusal(404, 'We do not carry this product.');
  return once(`product ${product.id}`, () => productDetailPage(product));
}
