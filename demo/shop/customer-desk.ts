import { isCustomer } from './accounts.js';
import type { Carts } from './carts.js';
import { accountPage, loginPage, orderPage } from './pages/customer-pages.js';
import { privatePage, redirect, Refusal } from './reply.js';
import type { Reply } from './reply.js';
import { readForm } from './request.js';
import type { Exchange, Route } from './router.js';
import { newToken, sessionCookie } from './sessions.js';
import type { Session, Sessions } from './sessions.js';

/** Everything behind the login: form, account, confirmation. Strict on purpose: a replay with recorded values gets nowhere. */
export class CustomerDesk {
  constructor(
    private readonly sessions: Sessions,
    private readonly carts: Carts,
  ) {}

  routes(): Route[] {
    return [
      { method: 'GET', pattern: '/login', weight: 1, handle: (exchange) => this.showLogin(exchange) },
      { method: 'POST', pattern: '/login', weight: 3, handle: (exchange) => this.login(exchange) },
      { method: 'GET', pattern: '/account', weight: 2, handle: (exchange) => this.showAccount(exchange) },
      { method: 'GET', pattern: '/order/{orderId}', weight: 1, handle: (exchange) => this.showOrder(exchange) },
    ];
  }

  /** The form with a new csrf value; opens a session for whoever has none. */
  private showLogin({ request }: Exchange): Reply {
    const known = this.sessions.find(request.headers.cookie);
    const session = known ?? this.sessions.open();
    return this.loginForm(200, session, known === undefined);
  }

  private loginForm(status: number, session: Session, isNew: boolean, complaint?: string): Reply {
    session.loginCsrf = newToken(18);
    return privatePage(status, loginPage(session.loginCsrf, complaint), isNew ? { 'set-cookie': sessionCookie(session) } : {});
  }

  /** @throws Refusal 403 unless the form carries this session's latest csrf value, which is spent by the attempt */
  private login({ request, body }: Exchange): Reply {
    const form = readForm(request, body);
    const session = this.sessions.find(request.headers.cookie);
    const expected = session?.loginCsrf;
    if (session === undefined || expected === undefined || form.get('_csrf') !== expected) {
      throw new Refusal(403, 'This form has expired or is not yours (CSRF check). Open the sign-in page again.');
    }
    session.loginCsrf = undefined;
    const username = form.get('username') ?? '';
    if (!isCustomer(username, form.get('password') ?? '')) {
      return this.loginForm(401, session, false, 'Unknown username or wrong password.');
    }
    const signedIn = this.sessions.signIn(session, username);
    return redirect(`/account?st=${signedIn.ticket ?? ''}`, { 'set-cookie': sessionCookie(signedIn) });
  }

  /**
   * The account page with new API values. With `st` it is the landing after login and the ticket must be unspent; without, a signed-in
   * customer follows an ordinary link.
   * @throws Refusal 403 for an unknown or used ticket
   */
  private showAccount({ request, query }: Exchange): Reply {
    const session = this.sessions.find(request.headers.cookie);
    const ticket = query.get('st');
    if (ticket !== null) {
      if (session?.ticket !== ticket) throw new Refusal(403, 'This link has been used or has expired. Sign in again.');
      session.ticket = undefined;
    }
    if (session?.username === undefined || session.apiToken === undefined) return redirect('/login');
    session.cartCsrf = newToken(18);
    return privatePage(200, accountPage(session.username, { apiToken: session.apiToken, cartCsrf: session.cartCsrf }));
  }

  /** @throws Refusal 403 when nobody is signed in, 404 when the order is unknown or somebody else's */
  private showOrder({ request, parameters }: Exchange): Reply {
    const username = this.sessions.find(request.headers.cookie)?.username;
    if (username === undefined) throw new Refusal(403, 'Sign in to see your orders.');
    const order = this.carts.findOrder(parameters[0] ?? '', username);
    if (order === undefined) throw new Refusal(404, 'You have no such order.');
    return privatePage(200, orderPage(order));
  }
}
