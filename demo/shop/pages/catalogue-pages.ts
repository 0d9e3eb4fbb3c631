import { euros, PRODUCTS } from '../catalogue.js';
import type { Product, ProductPage } from '../catalogue.js';
import { html, join, page } from './layout.js';
import type { Html } from './layout.js';

/** The front page: a word of welcome and one of each kind. */
export function homePage(): string {
  return page(
    { title: 'Things for a quiet home', current: 'shop' },
    html`<section class="hero">
<h1>Things for a quiet home</h1>
<p>Mugs, lamps and clocks by people who take their time. A small shop, open day and night, happiest under load.</p>
<p><a class="button" href="/products?page=1">See all ${PRODUCTS.length} products</a></p>
</section>
<h2>Fresh on the shelf</h2>
${shelf(PRODUCTS.slice(0, 8))}`,
  );
}

/** One page of the full list with links to its neighbours. */
export function listPage(list: ProductPage): string {
  return page(
    { title: `All products, page ${list.page}`, current: 'shop' },
    html`<h1>All products</h1>
${shelf(list.products)}
<nav class="pages" aria-label="Pages">
${join(Array.from({ length: list.pages }, (_, index) => pageLink(index + 1, list.page)))}
</nav>`,
  );
}

function pageLink(number: number, current: number): Html {
  return number === current
    ? html`<a href="/products?page=${number}" aria-current="page">${number}</a>`
    : html`<a href="/products?page=${number}">${number}</a>`;
}

/** What was found for a query. */
export function searchPage(query: string, found: readonly Product[]): string {
  const count = `${found.length} ${found.length === 1 ? 'product' : 'products'}`;
  return page(
    { title: `Search: ${query}`, searched: query },
    found.length === 0
      ? html`<h1>Nothing found for “${query}”</h1>
<p>Try a shorter word, or <a href="/products?page=1">look through all products</a>.</p>`
      : html`<h1>${count} for “${query}”</h1>
${shelf(found)}`,
  );
}

/** One product in full. */
export function productPage(product: Product): string {
  const siblings = PRODUCTS.filter((other) => other.kind === product.kind && other.id !== product.id).slice(0, 4);
  return page(
    { title: product.name },
    html`<p class="crumbs"><a href="/">Shop</a> <span aria-hidden="true">/</span> ${product.name}</p>
<article class="detail" data-product-id="${product.id}">
<div class="picture tint-${product.tint}">${icon(product)}</div>
<div>
<h1>${product.name}</h1>
<p class="price">${euros(product.priceCents)}</p>
<p>${product.description}</p>
<p class="soft">In stock. Leaves the workshop within two days.</p>
<p><a class="button" href="/login">Sign in to order</a></p>
</div>
</article>
<h2>In other colours</h2>
${shelf(siblings)}`,
  );
}

function shelf(products: readonly Product[]): Html {
  return html`<ul class="shelf">
${join(products.map(card))}
</ul>`;
}

function card(product: Product): Html {
  return html`<li class="card"><a href="/product/${product.id}">
<span class="picture tint-${product.tint}">${icon(product)}</span>
<span class="name">${product.name}</span>
<span class="price">${euros(product.priceCents)}</span>
</a></li>`;
}

/** The drawing of a product's kind, out of the one sheet of drawings. */
export function icon(product: Product): Html {
  return html`<svg viewBox="0 0 64 64" aria-hidden="true"><use href="/assets/drawings.svg#${product.kind}"></use></svg>`;
}
