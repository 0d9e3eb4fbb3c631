import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { LocalIdp } from './local-idp.js';
import { comesFromOwnPage, sendPage } from './page-response.js';
import { PageSession } from './page-session.js';
import { errorPage } from './pages/message-pages.js';
import { signInPage } from './pages/sign-in-page.js';
import { PublicRoute } from './public-route.js';
import { readForm, UnreadableBody } from './request-body.js';
import { returnPath } from './return-path.js';

const PATH = '/ui/sign-in';
const BACK = 'Open the page again and repeat what you did.';
const PURPOSE = 'to look at your workspaces';

/** The way in to the pages of entities and reports, and the way out. */
@PublicRoute()
@Controller('ui')
export class SignInPageController {
  constructor(private readonly idp: LocalIdp, private readonly session: PageSession) {}

  /** The form; who is signed in already goes on to the page asked for. */
  @Get('sign-in')
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const back = returnPath(new URL(request.originalUrl, this.idp.addresses.origin).searchParams.get('return'));
    if ((await this.session.accountOf(request)) !== undefined) return response.redirect(303, back);
    sendPage(response, 200, signInPage({ action: actionFor(back), purpose: PURPOSE, cancellable: false }), true);
  }

  @Post('sign-in')
  async signIn(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.guarded(request, response, async () => {
      const form = await readForm(request);
      const back = returnPath(new URL(request.originalUrl, this.idp.addresses.origin).searchParams.get('return'));
      const username = form.get('username') ?? '';
      const login = await this.session.signIn(request, response, username, form.get('password') ?? '');
      if (login.outcome === 'accepted') return response.redirect(303, back);
      const error = login.outcome === 'refused' ? 'E-mail or password is wrong.' : `Too many failed attempts. Wait ${login.retryAfterSeconds} seconds, then try again.`;
      sendPage(response, login.outcome === 'refused' ? 401 : 429, signInPage({ action: actionFor(back), purpose: PURPOSE, username, error, cancellable: false }), true);
    });
  }

  @Post('sign-out')
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.guarded(request, response, async () => {
      const form = await readForm(request);
      if (!this.session.isOwnForm(request, form)) return sendPage(response, 403, errorPage('This form is out of date.', BACK), true);
      await this.session.signOut(request, response);
      response.redirect(303, PATH);
    });
  }

  private async guarded(request: Request, response: Response, work: () => Promise<void>): Promise<void> {
    try {
      if (!comesFromOwnPage(request, this.idp.addresses.origin)) return sendPage(response, 403, errorPage('This form was sent from another site.', BACK), true);
      await work();
    } catch (error) {
      if (!(error instanceof UnreadableBody)) throw error;
      sendPage(response, error.status, errorPage(error.message, BACK), true);
    }
  }
}

const actionFor = (back: string): string => `${PATH}?return=${encodeURIComponent(back)}`;
