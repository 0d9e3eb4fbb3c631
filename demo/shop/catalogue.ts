/** One thing on a shelf. Prices are euro cents. */
export interface Product {
  id: string;
  name: string;
  kind: string;
  tint: string;
  priceCents: number;
  description: string;
}

/** One page of a longer list. Pages count from 1. */
export interface ProductPage {
  page: number;
  pages: number;
  products: readonly Product[];
}

const PAGE_SIZE = 12;

const KINDS = [
  { kind: 'mug', name: 'Stoneware mug', cents: 1450, text: 'Thrown by hand, holds a generous third of a litre and fits a cold pair of hands.' },
  { kind: 'teapot', name: 'Enamel teapot', cents: 3900, text: 'Pours without dripping, keeps four cups warm through a long conversation.' },
  { kind: 'lamp', name: 'Reading lamp', cents: 6400, text: 'Throws a soft cone of light exactly as wide as an open book.' },
  { kind: 'plant', name: 'Window pot', cents: 2200, text: 'Glazed inside, porous outside, with a saucer that forgives overwatering.' },
  { kind: 'notebook', name: 'Dot notebook', cents: 1250, text: 'Lies flat on every page. 160 sheets that do not mind a fountain pen.' },
  { kind: 'clock', name: 'Mantel clock', cents: 5200, text: 'Silent movement and a face that is legible from the other end of the kitchen.' },
  { kind: 'bowl', name: 'Breakfast bowl', cents: 1800, text: 'Deep enough for porridge, wide enough for fruit; stacks with its siblings.' },
  { kind: 'candle', name: 'Beeswax candle', cents: 950, text: 'Forty quiet hours of light and a faint smell of summer meadows.' },
] as const;

const TINTS = ['moss', 'slate', 'clay', 'sand', 'ink', 'rose'] as const;

/** The whole stock: 48 products, the same in every shop; neighbours differ in kind. */
export const PRODUCTS: readonly Product[] = TINTS.flatMap((tint, shade) =>
  KINDS.map(({ kind, name, cents, text }) => ({
    id: `${kind}-${tint}`,
    name: `${name}, ${tint}`,
    kind,
    tint,
    priceCents: cents + shade * 50,
    description: text,
  })),
);

const BY_ID = new Map(PRODUCTS.map((product) => [product.id, product]));

/** Finds a product, or undefined when the id is not one of ours. */
export function findProduct(id: string): Product | undefined {
  return BY_ID.get(id);
}

/** Number of pages of the full list. */
export const PAGE_COUNT = Math.ceil(PRODUCTS.length / PAGE_SIZE);

/** One page of the full list, or undefined when there is no such page. */
export function productPage(page: number): ProductPage | undefined {
  if (!Number.isInteger(page) || page < 1 || page > PAGE_COUNT) return undefined;
  return { page, pages: PAGE_COUNT, products: PRODUCTS.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE) };
}

/** Products in whose name or description every word of the query occurs; an empty query finds nothing. */
export function searchProducts(query: string): readonly Product[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [];
  return PRODUCTS.filter((product) => {
    const text = `${product.name} ${product.description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Writes cents as euros, e.g. 1450 → "€14.50". */
export function euros(cents: number): string {
  return `€${(cents / 100).toFixed(2)}`;
}
