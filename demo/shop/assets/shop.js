// The basket of the account page. Browsing and signing in work without this file.
/* global document, fetch, history, location, setTimeout */
(() => {
  'use strict';

  const boot = document.getElementById('boot');
  if (boot === null) return;
  const { apiToken, cartCsrf } = JSON.parse(boot.textContent);

  // The ticket in the address is spent; a reload should not show it again.
  if (location.search !== '') history.replaceState(null, '', location.pathname);

  const lines = document.getElementById('cart-lines');
  const total = document.getElementById('cart-total');
  const empty = document.getElementById('cart-empty');
  const message = document.getElementById('cart-message');
  const review = document.getElementById('cart-review');
  const order = document.getElementById('cart-order');
  const buttons = [...document.querySelectorAll('button.add'), review, order];
  const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });
  let cart;

  async function call(method, path, body) {
    const headers = { Authorization: `Bearer ${apiToken}` };
    if (method !== 'GET') headers['X-CSRF-Token'] = cartCsrf;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error);
    return answer;
  }

  function show() {
    lines.replaceChildren(
      ...cart.items.map((item) => {
        const line = document.createElement('li');
        const name = document.createElement('span');
        const sum = document.createElement('span');
        name.textContent = `${item.quantity} × ${item.name}`;
        sum.textContent = euros.format((item.quantity * item.priceCents) / 100);
        line.append(name, sum);
        return line;
      }),
    );
    empty.hidden = cart.items.length > 0;
    total.hidden = cart.items.length === 0;
    total.textContent = `Total ${euros.format(cart.totalCents / 100)}`;
  }

  // One change at a time: every write needs the etag of the one before.
  async function run(action, done) {
    for (const button of buttons) button.disabled = true;
    try {
      await action();
      message.textContent = done;
    } catch (error) {
      message.textContent = error.message;
    }
    for (const button of buttons) button.disabled = false;
    review.disabled = order.disabled = !cart || cart.items.length === 0;
  }

  async function add(productId) {
    cart ??= await call('POST', '/api/cart');
    cart = await call('PUT', `/api/cart/${cart.cartId}/items`, { productId, quantity: 1, etag: cart.etag });
    show();
  }

  async function refresh() {
    cart = await call('GET', `/api/cart/${cart.cartId}`);
    show();
  }

  async function place() {
    const { orderId } = await call('POST', `/api/cart/${cart.cartId}/order`, { etag: cart.etag });
    // Long enough to read the message below.
    setTimeout(() => location.assign(`/order/${orderId}`), 600);
  }

  for (const button of document.querySelectorAll('button.add')) {
    button.addEventListener('click', () => run(() => add(button.dataset.productId), 'Added to your basket.'));
  }
  review.addEventListener('click', () => run(refresh, 'Everything is still in stock.'));
  order.addEventListener('click', () => run(place, 'Order placed. Here comes your confirmation…'));
})();
