import { randomUUID } from 'node:crypto';
import { BoundedMap } from './bounded-map.js';
import { findProduct } from './catalogue.js';
import type { Product } from './catalogue.js';
import { newToken } from './sessions.js';
import { Refusal } from './reply.js';

/** A basket. Its etag changes with every write and must be quoted by the next one. */
export interface Cart {
  readonly id: string;
  readonly ownerToken: string;
  readonly quantities: Map<string, number>;
  etag: string;
}

/** One line of a basket or an order, with what it costs. */
export interface Line {
  product: Product;
  quantity: number;
}

/** A placed order; only its customer may look at it. */
export interface Order {
  readonly id: string;
  readonly username: string;
  readonly lines: readonly Line[];
}

/** The most pieces of one product in a basket. */
export const MOST_PIECES = 99;

/** Baskets and orders, both bounded. Every refusal is an HTTP answer of its own. */
export class Carts {
  private readonly carts: BoundedMap<Cart>;
  private readonly orders: BoundedMap<Order>;

  constructor(limit: number) {
    this.carts = new BoundedMap<Cart>(limit);
    this.orders = new BoundedMap<Order>(limit);
  }

  get cartCount(): number {
    return this.carts.size;
  }

  get orderCount(): number {
    return this.orders.size;
  }

  /** An empty basket for the owner of an API token. */
  open(ownerToken: string): Cart {
    const cart: Cart = { id: randomUUID(), ownerToken, quantities: new Map(), etag: newToken(12) };
    this.carts.set(cart.id, cart);
    return cart;
  }

  /** The owner's basket. @throws Refusal 404 when it is unknown, ordered already, or somebody else's */
  find(id: string, ownerToken: string): Cart {
    const cart = this.carts.get(id);
    if (cart === undefined || cart.ownerToken !== ownerToken) {
      throw new Refusal(404, 'No such cart. Open one with POST /api/cart.');
    }
    return cart;
  }

  /** Adds pieces of a product and renews the etag. @throws Refusal 409 stale etag, 422 unknown product or quantity out of range */
  add(cart: Cart, change: { productId: unknown; quantity: unknown; etag: unknown }): void {
    requireEtag(cart, change.etag);
    const product = typeof change.productId === 'string' ? findProduct(change.productId) : undefined;
    if (product === undefined) throw new Refusal(422, 'productId names no product of this shop.');
    const quantity = change.quantity;
    if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1) {
      throw new Refusal(422, 'quantity must be a whole number of at least 1.');
    }
    const pieces = (cart.quantities.get(product.id) ?? 0) + quantity;
    if (pieces > MOST_PIECES) throw new Refusal(422, `At most ${MOST_PIECES} pieces of one product.`);
    cart.quantities.set(product.id, pieces);
    cart.etag = newToken(12);
  }

  /** Turns a basket into an order; the basket is gone afterwards. @throws Refusal 409 stale etag, 422 empty basket */
  order(cart: Cart, etag: unknown, username: string): Order {
    requireEtag(cart, etag);
    if (cart.quantities.size === 0) throw new Refusal(422, 'The cart is empty; add an item first.');
    const order: Order = { id: `PP-${newToken(9)}`, username, lines: cartLines(cart) };
    this.carts.delete(cart.id);
    this.orders.set(order.id, order);
    return order;
  }

  /** A customer's order, or undefined when there is none of that id for that customer. */
  findOrder(id: string, username: string): Order | undefined {
    const order = this.orders.get(id);
    return order?.username === username ? order : undefined;
  }
}

/** The basket's lines in the order in which products were first added. */
export function cartLines(cart: Cart): Line[] {
  return [...cart.quantities].flatMap(([id, quantity]) => {
    const product = findProduct(id);
    return product === undefined ? [] : [{ product, quantity }];
  });
}

/** Sum of all lines in cents. */
export function totalCents(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.product.priceCents * line.quantity, 0);
}

/** @throws Refusal 409 unless the etag is the basket's latest */
function requireEtag(cart: Cart, etag: unknown): void {
  if (etag !== cart.etag) throw new Refusal(409, 'The cart has changed since this etag was issued. Use the etag of the latest answer.');
}
