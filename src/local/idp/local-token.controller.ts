import { Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { LocalIdp } from './local-idp.js';
import { sendProblem } from './page-response.js';
import { PublicRoute } from './public-route.js';
import { readForm, UnreadableBody } from './request-body.js';
import { sameText } from './secrets.js';

/** Header that carries the content of the file `local-token-secret`. */
export const LOCAL_SECRET_HEADER = 'x-local-secret';
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/** Access tokens for curl and scripts on this machine: whoever can read the data folder may have one. */
@PublicRoute()
@Controller('auth/local')
export class LocalTokenController {
  constructor(private readonly idp: LocalIdp) {}

  /** `{username?}` answers `{access_token, token_type, expires_in}` (seconds); 403 from elsewhere or without the secret. */
  @Post('token')
  async token(@Req() request: Request, @Res() response: Response): Promise<void> {
    try {
      if (!this.isAllowed(request)) return sendProblem(request, response, 403, 'Forbidden', `Local tokens are given on this machine only, for the header ${LOCAL_SECRET_HEADER} with the content of the file local-token-secret in the data folder.`);
      const username = (await readForm(request)).get('username') ?? undefined;
      const account = await this.idp.accounts.find(username);
      if (account === undefined) return sendProblem(request, response, 404, 'Not Found', 'There is no such account. Leave out username to get a token of the first ordinary account.');
      response.setHeader('cache-control', 'no-store');
      response.status(200).json({ ...(await this.idp.tokens.issueLocal(account)), token_type: 'Bearer', username: account.username });
    } catch (error) {
      if (!(error instanceof UnreadableBody)) throw error;
      sendProblem(request, response, error.status, 'Bad Request', error.message);
    }
  }

  /** The socket decides, not a header: what a proxy passed on comes from elsewhere, whatever it says. */
  private isAllowed(request: Request): boolean {
    const { headers, socket } = request;
    const secret = headers[LOCAL_SECRET_HEADER];
    const forwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    return !forwarded && LOOPBACK.test(socket.remoteAddress ?? '') && typeof secret === 'string' && sameText(secret.trim(), this.idp.localSecret);
  }
}
