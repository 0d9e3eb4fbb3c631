import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Account } from '../storage/identity-store.js';
import type { Login } from './account-service.js';
import { LocalIdp } from './local-idp.js';
import { addressOf } from './page-response.js';
import { sameText, seal } from './secrets.js';

/** Below it stand all pages that ask who is looking. */
const PATH = '/ui';

/**
 * Who looks at the pages: a session of the identity provider in a cookie of its own, sent to the pages only. It is Lax, so that a link in
 * a chat or a mail opens the page of whoever is signed in; forms of other sites bring no cookie.
 */
@Injectable()
export class PageSession {
  constructor(private readonly idp: LocalIdp) {}

  /** The account that is signed in, if any. */
  async accountOf(request: Request): Promise<Account | undefined> {
    const token = this.tokenOf(request);
    return token === '' ? undefined : this.idp.accounts.authenticate(token);
  }

  /** Checks name and password; where they are right, the answer carries the cookie of a new session. */
  async signIn(request: Request, response: Response, username: string, password: string): Promise<Login> {
    const login = await this.idp.accounts.login(username, password, addressOf(request));
    if (login.outcome === 'accepted') response.setHeader('set-cookie', this.cookie(login.token));
    return login;
  }

  /** Ends the session at the server and in the browser. */
  async signOut(request: Request, response: Response): Promise<void> {
    await this.idp.accounts.forget(this.tokenOf(request));
    response.setHeader('set-cookie', `${this.cookie('')}; Max-Age=0`);
  }

  /** What a form of this session must bring back, so that no other site can send it. */
  formToken(request: Request): string {
    return seal(this.idp.formSecret, `pages\n${this.tokenOf(request)}`);
  }

  /** Whether a form brought back what it was given. */
  isOwnForm(request: Request, form: URLSearchParams): boolean {
    return sameText(form.get('form_token') ?? '', this.formToken(request));
  }

  /** Cookies know no ports: two servers on localhost would overwrite each other's. */
  private get cookieName(): string {
    return `octoperf_pages_${new URL(this.idp.addresses.origin).port || 'default'}`;
  }

  private cookie(value: string): string {
    const secure = this.idp.addresses.origin.startsWith('https:') ? '; Secure' : '';
    return `${this.cookieName}=${value}; Path=${PATH}; HttpOnly; SameSite=Lax${secure}`;
  }

  private tokenOf(request: Request): string {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    return pairs.find((pair) => pair.startsWith(`${this.cookieName}=`))?.slice(this.cookieName.length + 1) ?? '';
  }
}
