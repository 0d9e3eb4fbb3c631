import { cartLines, totalCents } from './carts.js';
import type { Cart, Carts } from './carts.js';
import { json, Refusal } from './reply.js';
import type { Reply } from './reply.js';
import { readJson } from './request.js';
import type { Exchange, Route } from './router.js';
import type { Sessions } from './sessions.js';

/** The caller of the API, recognised by the bearer token. */
interface Caller {
  token: string;
  username: string;
}

/** The basket as JSON. Reading needs the bearer token; writing also needs the header X-CSRF-Token. */
export class CartApi {
  constructor(
    private readonly sessions: Sessions,
    private readonly carts: Carts,
  ) {}

  routes(): Route[] {
    return [
      { method: 'POST', pattern: '/api/cart', weight: 1, handle: (exchange) => this.open(exchange) },
      { method: 'GET', pattern: '/api/cart/{cartId}', weight: 1, handle: (exchange) => this.read(exchange) },
      { method: 'PUT', pattern: '/api/cart/{cartId}/items', weight: 2, handle: (exchange) => this.add(exchange) },
      { method: 'POST', pattern: '/api/cart/{cartId}/order', weight: 3, handle: (exchange) => this.order(exchange) },
    ];
  }

  private open(exchange: Exchange): Reply {
    const cart = this.carts.open(this.writer(exchange).token);
    return json(201, describe(cart), { location: `/api/cart/${cart.id}` });
  }

  private read(exchange: Exchange): Reply {
    return json(200, describe(this.carts.find(exchange.parameters[0] ?? '', this.caller(exchange).token)));
  }

  private add(exchange: Exchange): Reply {
    const { token } = this.writer(exchange);
    const cart = this.carts.find(exchange.parameters[0] ?? '', token);
    const sent = readJson(exchange.request, exchange.body);
    this.carts.add(cart, { productId: sent.get('productId'), quantity: sent.get('quantity'), etag: sent.get('etag') });
    return json(200, describe(cart));
  }

  private order(exchange: Exchange): Reply {
    const { token, username } = this.writer(exchange);
    const cart = this.carts.find(exchange.parameters[0] ?? '', token);
    const order = this.carts.order(cart, readJson(exchange.request, exchange.body).get('etag'), username);
    return json(201, { orderId: order.id }, { location: `/order/${order.id}` });
  }

  /** @throws Refusal 401 without a live bearer token */
  private caller({ request }: Exchange): Caller {
    const session = this.sessions.findByAuthorization(request.headers.authorization);
    if (session?.apiToken === undefined || session.username === undefined) {
      const message = 'The bearer token is missing or no longer valid. Take a new one from the account page.';
      throw new Refusal(401, message, { 'www-authenticate': 'Bearer' });
    }
    return { token: session.apiToken, username: session.username };
  }

  /** @throws Refusal 401 as `caller`, 403 without the latest csrf value of the account page */
  private writer(exchange: Exchange): Caller {
    const caller = this.caller(exchange);
    const expected = this.sessions.findByAuthorization(exchange.request.headers.authorization)?.cartCsrf;
    if (expected === undefined || exchange.request.headers['x-csrf-token'] !== expected) {
      throw new Refusal(403, 'X-CSRF-Token is missing or stale. Take a new one from the account page.');
    }
    return caller;
  }
}

/** The wire form of a basket. */
function describe(cart: Cart): object {
  const lines = cartLines(cart);
  return {
    cartId: cart.id,
    etag: cart.etag,
    items: lines.map(({ product, quantity }) => ({ productId: product.id, name: product.name, quantity, priceCents: product.priceCents })),
    totalCents: totalCents(lines),
  };
}
