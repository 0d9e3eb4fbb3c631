import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { grantConsent, promptDetails } from './interaction-grant.js';
import { LocalIdp } from './local-idp.js';
import { errors } from './oidc-library.js';
import type { Interaction } from './oidc-library.js';
import { addressOf, comesFromOwnPage, sendPage } from './page-response.js';
import { consentPage } from './pages/consent-page.js';
import { errorPage } from './pages/message-pages.js';
import { signInPage } from './pages/sign-in-page.js';
import { PublicRoute } from './public-route.js';
import { readForm, UnreadableBody } from './request-body.js';

const START_AGAIN = 'Go back to the application and connect again.';

/** Sign-in and consent, while an application waits. Each interaction belongs to the browser that holds its cookie. */
@PublicRoute()
@Controller('auth/interaction')
export class InteractionController {
  constructor(private readonly idp: LocalIdp) {}

  /** The page of the step that is due: sign-in or consent. */
  @Get(':uid')
  async show(@Param('uid') uid: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.guarded(response, async () => { await this.render(await this.find(uid, request, response), response, 200); });
  }

  /** The answer to that page. */
  @Post(':uid')
  async submit(@Param('uid') uid: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.guarded(response, async () => {
      if (!comesFromOwnPage(request, this.idp.addresses.origin)) return sendPage(response, 403, errorPage('This form was sent from another site.', START_AGAIN));
      const interaction = await this.find(uid, request, response);
      const form = await readForm(request);
      const action = form.get('action');
      if (action === 'cancel' || action === 'deny') return this.finish(request, response, { error: 'access_denied', error_description: 'The person did not allow it.' }, false);
      if (interaction.prompt.name === 'login' && action === 'login') return this.signIn(interaction, form, request, response);
      if (interaction.prompt.name === 'consent' && action === 'allow') return this.finish(request, response, { consent: { grantId: await grantConsent(this.idp.provider, interaction) } }, true);
      await this.render(interaction, response, 400);
    });
  }

  private async signIn(interaction: Interaction, form: URLSearchParams, request: Request, response: Response): Promise<void> {
    const username = form.get('username') ?? '';
    const check = await this.idp.accounts.checkPassword(username, form.get('password') ?? '', addressOf(request));
    switch (check.outcome) {
      case 'accepted':
        return this.finish(request, response, { login: { accountId: check.account.id, remember: false, amr: ['pwd'] } }, false);
      case 'throttled':
        response.setHeader('retry-after', String(check.retryAfterSeconds));
        return this.render(interaction, response, 429, { username, error: `Too many failed attempts. Wait ${check.retryAfterSeconds} seconds, then try again.` });
      case 'refused':
        return this.render(interaction, response, 401, { username, error: 'E-mail or password is wrong.' });
    }
  }

  /** @throws SessionNotFound when the browser holds no cookie of this interaction, or it has expired. */
  private async find(uid: string, request: Request, response: Response): Promise<Interaction> {
    const interaction = await this.idp.provider.interactionDetails(request, response);
    if (interaction.uid !== uid) throw new errors.SessionNotFound('the interaction belongs to another request');
    return interaction;
  }

  private finish(request: Request, response: Response, result: Parameters<LocalIdp['provider']['interactionFinished']>[2], merge: boolean): Promise<void> {
    return this.idp.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: merge });
  }

  private async render(interaction: Interaction, response: Response, status: number, failure?: { username: string; error: string }): Promise<void> {
    const action = `/auth/interaction/${encodeURIComponent(interaction.uid)}`;
    const { application, redirectUri, scopes } = await promptDetails(this.idp.provider, interaction);
    if (interaction.prompt.name === 'login') return sendPage(response, status, signInPage({ action, application, cancellable: true, ...failure }));
    const account = await this.idp.accounts.findById(interaction.session?.accountId ?? '');
    if (interaction.prompt.name !== 'consent' || account === undefined) return sendPage(response, 400, errorPage('This step is not known here.', START_AGAIN));
    sendPage(response, status, consentPage({ action, application, redirectUri, scopes, enforced: this.idp.scopesEnforced, username: account.username }));
  }

  private async guarded(response: Response, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof errors.SessionNotFound) sendPage(response, 400, errorPage('This sign-in has expired, or it was started in another browser.', START_AGAIN));
      else if (error instanceof UnreadableBody) sendPage(response, error.status, errorPage(error.message, START_AGAIN));
      else throw error;
    }
  }
}
