import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { LocalIdp } from './local-idp.js';
import { comesFromOwnPage, sendPage } from './page-response.js';
import { PageSession } from './page-session.js';
import { connectedAppsPage } from './pages/connected-apps-page.js';
import { errorPage } from './pages/message-pages.js';
import { signInPage } from './pages/sign-in-page.js';
import { PublicRoute } from './public-route.js';
import { readForm, UnreadableBody } from './request-body.js';

const PATH = '/ui/connected-apps';
const BACK = 'Open the page again and repeat what you did.';

/** The page where a person sees and disconnects applications. */
@PublicRoute('session')
@Controller('ui/connected-apps')
export class ConnectedAppsPageController {
  constructor(private readonly idp: LocalIdp, private readonly session: PageSession) {}

  @Get()
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const account = await this.session.accountOf(request);
    if (account === undefined) return sendPage(response, 200, signInPage({ action: PATH, cancellable: false }), true);
    const disconnected = new URL(request.originalUrl, this.idp.addresses.origin).searchParams.has('disconnected');
    const apps = await this.idp.apps.list(account.id);
    sendPage(response, 200, connectedAppsPage({ username: account.username, apps, formToken: this.session.formToken(request), disconnected }), true);
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
    const login = await this.session.signIn(request, response, username, form.get('password') ?? '');
    if (login.outcome === 'accepted') return response.redirect(303, PATH);
    const error = login.outcome === 'refused' ? 'E-mail or password is wrong.' : `Too many failed attempts. Wait ${login.retryAfterSeconds} seconds, then try again.`;
    sendPage(response, login.outcome === 'refused' ? 401 : 429, signInPage({ action: PATH, username, error, cancellable: false }), true);
  }

  private async change(form: URLSearchParams, request: Request, response: Response): Promise<void> {
    const account = await this.session.accountOf(request);
    if (account === undefined) return response.redirect(303, PATH);
    if (!this.session.isOwnForm(request, form)) return sendPage(response, 403, errorPage('This form is out of date.', BACK), true);
    if (form.get('action') === 'sign-out') {
      await this.session.signOut(request, response);
      return response.redirect(303, PATH);
    }
    const revoked = form.get('action') === 'revoke' && (await this.idp.apps.revoke(account.id, form.get('id') ?? ''));
    response.redirect(303, revoked ? `${PATH}?disconnected` : PATH);
  }
}
