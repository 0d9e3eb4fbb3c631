import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Account } from '../storage/identity-store.js';
import { LocalIdp } from './local-idp.js';
import { OwnApiKeys, TOO_MANY_KEYS } from './own-api-keys.js';
import { comesFromOwnPage, sendPage } from './page-response.js';
import { PageSession } from './page-session.js';
import { apiKeysPage } from './pages/api-keys-page.js';
import { errorPage } from './pages/message-pages.js';
import { PublicRoute } from './public-route.js';
import { readForm, UnreadableBody } from './request-body.js';

const PATH = '/ui/api-keys';
const BACK = 'Open the page again and repeat what you did.';

/** The page where a person makes, sees and revokes API keys. */
@PublicRoute()
@Controller('ui/api-keys')
export class ApiKeysPageController {
  constructor(private readonly idp: LocalIdp, private readonly session: PageSession, private readonly keys: OwnApiKeys) {}

  @Get()
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const account = await this.session.accountOf(request);
    if (account === undefined) return response.redirect(303, `/ui/sign-in?return=${encodeURIComponent(PATH)}`);
    await this.render(account, request, response, 200);
  }

  @Post()
  async act(@Req() request: Request, @Res() response: Response): Promise<void> {
    try {
      if (!comesFromOwnPage(request, this.idp.addresses.origin)) return sendPage(response, 403, errorPage('This form was sent from another site.', BACK), true);
      const form = await readForm(request);
      const account = await this.session.accountOf(request);
      if (account === undefined) return response.redirect(303, PATH);
      if (!this.session.isOwnForm(request, form)) return sendPage(response, 403, errorPage('This form is out of date.', BACK), true);
      await this.change(account, form, request, response);
    } catch (error) {
      if (!(error instanceof UnreadableBody)) throw error;
      sendPage(response, error.status, errorPage(error.message, BACK), true);
    }
  }

  private async change(account: Account, form: URLSearchParams, request: Request, response: Response): Promise<void> {
    const name = form.get('name')?.trim() ?? '';
    if (form.get('action') === 'revoke') {
      await this.keys.revoke(account, form.get('id') ?? '');
      return response.redirect(303, PATH);
    }
    if (name === '') return this.render(account, request, response, 400, { error: 'Give the key a name, so that you know later what uses it.' });
    const made = await this.keys.create(account, name);
    await (made === undefined ? this.render(account, request, response, 409, { error: TOO_MANY_KEYS }) : this.render(account, request, response, 200, { made }));
  }

  private async render(account: Account, request: Request, response: Response, status: number, shown: { made?: string; error?: string } = {}): Promise<void> {
    sendPage(response, status, apiKeysPage({ username: account.username, keys: await this.keys.list(account), formToken: this.session.formToken(request), ...shown }), true);
  }
}
