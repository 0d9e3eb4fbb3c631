import { totalCents } from '../carts.js';
import type { Order } from '../carts.js';
import { euros, PRODUCTS } from '../catalogue.js';
import type { Product } from '../catalogue.js';
import { icon } from './catalogue-pages.js';
import { html, join, jsonScript, page } from './layout.js';
import type { Html } from './layout.js';

/**
 * The login form.
 * @param csrf the one-time value of its hidden field
 * @param complaint why the last attempt failed, if it did
 */
export function loginPage(csrf: string, complaint?: string): string {
  return page(
    { title: 'Sign in', current: 'account' },
    html`<section class="panel">
<h1>Sign in</h1>
${complaint === undefined ? html`<p class="soft">Customers are <code>user01</code> to <code>user50</code>, the password is <code>demo</code>.</p>` : html`<p class="complaint" role="alert">${complaint}</p>`}
<form method="post" action="/login">
<input type="hidden" name="_csrf" value="${csrf}">
<label>Username <input name="username" autocomplete="username" autocapitalize="none" required maxlength="64"></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required maxlength="64"></label>
<button type="submit">Sign in</button>
</form>
</section>`,
  );
}

/** What the account page hands to its script. */
export interface BootValues {
  apiToken: string;
  cartCsrf: string;
}

/** The customer's page: quick order on the left, the basket on the right; the basket lives in the browser's script. */
export function accountPage(username: string, boot: BootValues): string {
  return page(
    { title: 'Your account', current: 'account' },
    html`${jsonScript('boot', boot)}
<h1>Welcome back, ${username}</h1>
<div class="columns">
<section aria-labelledby="quick">
<h2 id="quick">Quick order</h2>
<ul class="rows">
${join(PRODUCTS.slice(0, 8).map(quickRow))}
</ul>
</section>
<section class="panel" aria-labelledby="basket" id="cart">
<h2 id="basket">Your basket</h2>
<noscript><p class="complaint">The basket needs JavaScript. Browsing and signing in do not.</p></noscript>
<p class="soft" id="cart-empty">Still empty. Add something from the left.</p>
<ul class="lines" id="cart-lines"></ul>
<p class="total" id="cart-total" hidden></p>
<p id="cart-message" role="status"></p>
<p class="actions"><button type="button" id="cart-review" disabled>Review</button>
<button type="button" id="cart-order" disabled>Place order</button></p>
</section>
</div>`,
  );
}

function quickRow(product: Product): Html {
  return html`<li><span class="picture small tint-${product.tint}">${icon(product)}</span>
<a href="/product/${product.id}">${product.name}</a>
<span class="price">${euros(product.priceCents)}</span>
<button type="button" class="add" data-product-id="${product.id}" aria-label="Add ${product.name} to the basket">Add</button></li>`;
}

/** The confirmation of an order. */
export function orderPage(order: Order): string {
  return page(
    { title: 'Order confirmed', current: 'account' },
    html`<section class="panel">
<p class="stamp" aria-hidden="true">✓</p>
<h1>Thank you, ${order.username}</h1>
<p>Your order <strong id="order-id">${order.id}</strong> is on its way to the workshop.</p>
<table>
<thead><tr><th>Product</th><th class="number">Pieces</th><th class="number">Sum</th></tr></thead>
<tbody>
${join(order.lines.map((line) => html`<tr><td>${line.product.name}</td><td class="number">${line.quantity}</td><td class="number">${euros(line.product.priceCents * line.quantity)}</td></tr>`))}
</tbody>
<tfoot><tr><td colspan="2">Total</td><td class="number">${euros(totalCents(order.lines))}</td></tr></tfoot>
</table>
<p><a class="button" href="/">Keep looking around</a></p>
</section>`,
  );
}
