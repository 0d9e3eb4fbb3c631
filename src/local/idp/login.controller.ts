import { Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccountService } from './account-service.js';
import { addressOf, sendProblem } from './page-response.js';
import { PublicRoute } from './public-route.js';
import { readForm, UnreadableBody } from './request-body.js';

/** Login of clients that know no OAuth (octoperf-rest-api.md §1.3, documented for server 16). */
@PublicRoute()
@Controller('public/users')
export class LoginController {
  constructor(private readonly accounts: AccountService) {}

  /**
   * `username` and `password` as form, multipart form or query parameters. Answers 200 with `LoginSuccessful` or `LoginFailed`;
   * 400 without user name, 429 with `LoginFailed` after too many failures.
   */
  @Post('login')
  async login(@Req() request: Request, @Res() response: Response): Promise<void> {
    try {
      const form = await readForm(request);
      const query = new URL(request.originalUrl, 'http://localhost').searchParams;
      const value = (name: string): string => form.get(name) ?? query.get(name) ?? '';
      if (value('username').trim() === '') return sendProblem(request, response, 400, 'Bad Request', 'The parameter username is missing: send username and password as form fields.');
      await this.answer(value('username'), value('password'), request, response);
    } catch (error) {
      if (!(error instanceof UnreadableBody)) throw error;
      const reasons = { 400: 'Bad Request', 413: 'Payload Too Large', 415: 'Unsupported Media Type' } as const;
      sendProblem(request, response, error.status, reasons[error.status], error.message);
    }
  }

  private async answer(username: string, password: string, request: Request, response: Response): Promise<void> {
    const login = await this.accounts.login(username, password, addressOf(request));
    response.setHeader('cache-control', 'no-store');
    switch (login.outcome) {
      case 'accepted':
        response.status(200).json({ '@type': 'LoginSuccessful', token: { token: login.token } });
        return;
      case 'refused':
        response.status(200).json({ '@type': 'LoginFailed', message: 'User name or password is wrong.' });
        return;
      case 'throttled':
        response.setHeader('retry-after', String(login.retryAfterSeconds));
        response.status(429).json({ '@type': 'LoginFailed', message: `Too many failed attempts: try again in ${login.retryAfterSeconds} seconds.` });
    }
  }
}
