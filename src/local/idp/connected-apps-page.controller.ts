import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Account } from '../storage/identity-store.js';
import { LocalIdp } from './local-idp.js';
import { addressOf, comesFromOwnPage, sendPage } from './page-response.js';
import { connectedAppsPage } from './pages/connected-apps-page.js';
import { errorPage } from './pages/message-pages.js';
import { signInPage } from './pages/sign-in-page.js';
import { PublicRoute } from './public-route.js';
import { readForm, UnreadableBody } from './request-body.js';
import { sameText, seal } from './secrets.js';

const PATH = '/ui/connected-apps';
const BACK = 'Open the page again and repeat what you did.';

/** The page where a person sees and disconnects applications. Its session lives in its own cookie, sent to this path only. */
@PublicRoute()
@Controller('ui/connected-apps')
export class ConnectedAppsPageController {
  constructor(private readonly idp: LocalIdp) {}

  @Get()
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const session = this.sessionOf(request);
    const account = await this.accountOf(session);
    if (account === undefined) return sendPage(response, 200, signInPage({ action: PATH, cancellable: false }), true);
    const disconnected = new URL(request.originalUrl, this.idp.addresses.origin).searchParams.has('disconnected');
    const apps = await this.idp.apps.list(account.id);
    sendPage(response, 200, connectedAppsPage({ username: account.username, apps, formToken: this.formToken(session), disconnected }), true);
  }

  @Post()
  async act(@Req() request: Request, @Res() response: Response): Promise<void> {
    try {
      if (!comesFromOwnPage(request, this.idp.addresses.origin)) return sendPage(response, 403, errorPage('This form was sent from another site.', BACK), true);
      const form = await readForm(request);
      if (form.get('action') === 'login') return await this.signIn(form, request, response);
      await this.change(form, request, response);
    } catch (error) {
      if (!(error instanceof UnreadableBody)) throw error;
      sendPage(response, error.status, errorPage(error.message, BACK), true);
    }
  }

  private async signIn(form: URLSearchParams, request: Request, response: Response): Promise<void> {
    const username = form.get('username') ?? '';
    const login = await this.idp.accounts.login(username, form.get('password') ?? '', addressOf(request));
    if (login.outcome === 'accepted') {
      response.setHeader('set-cookie', this.cookie(login.token));
      return response.redirect(303, PATH);
    }
    const error = login.outcome === 'refused' ? 'E-mail or password is wrong.' : `Too many failed attempts. Wait ${login.retryAfterSeconds} seconds, then try again.`;
    sendPage(response, login.outcome === 'refused' ? 401 : 429, signInPage({ action: PATH, username, error, cancellable: false }), true);
  }

  private async change(form: URLSearchParams, request: Request, response: Response): Promise<void> {
    const session = this.sessionOf(request);
    const account = await this.accountOf(session);
    if (account === undefined) return response.redirect(303, PATH);
    if (!sameText(form.get('form_token') ?? '', this.formToken(session))) return sendPage(response, 403, errorPage('This form is out of date.', BACK), true);
    if (form.get('action') === 'sign-out') {
      await this.idp.accounts.forget(session);
      response.setHeader('set-cookie', `${this.cookie('')}; Max-Age=0`);
      return response.redirect(303, PATH);
    }
    const revoked = form.get('action') === 'revoke' && (await this.idp.apps.revoke(account.id, form.get('id') ?? ''));
    response.redirect(303, revoked ? `${PATH}?disconnected` : PATH);
  }

  private get cookieName(): string {
    return `octoperf_apps_${new URL(this.idp.addresses.origin).port || 'default'}`;
  }

  private cookie(value: string): string {
    const secure = this.idp.addresses.origin.startsWith('https:') ? '; Secure' : '';
    return `${this.cookieName}=${value}; Path=${PATH}; HttpOnly; SameSite=Strict${secure}`;
  }

  private sessionOf(request: Request): string {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    return pairs.find((pair) => pair.startsWith(`${this.cookieName}=`))?.slice(this.cookieName.length + 1) ?? '';
  }

  private async accountOf(session: string): Promise<Account | undefined> {
    return session === '' ? undefined : this.idp.accounts.authenticate(session);
  }

  private formToken(session: string): string {
    return seal(this.idp.formSecret, `connected-apps\n${session}`);
  }
}
