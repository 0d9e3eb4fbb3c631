import { BadRequestException, Controller, Delete, Get, HttpCode, NotFoundException, Param, Post, Req, UnauthorizedException } from '@nestjs/common';
import type { Request } from 'express';
import type { Account } from '../storage/identity-store.js';
import { AccountService } from './account-service.js';
import { ConnectedApps } from './connected-apps.js';
import type { ConnectedApp } from './connected-apps.js';
import { PublicRoute } from './public-route.js';
import { readForm, UnreadableBody } from './request-body.js';

/** What an account let in: connected applications and API keys. It authenticates itself, with any bearer the backend knows. */
@PublicRoute('bearer')
@Controller('users')
export class OwnAccessController {
  constructor(private readonly accounts: AccountService, private readonly apps: ConnectedApps) {}

  /** The caller's connected applications. */
  @Get('connected-apps')
  async list(@Req() request: Request): Promise<ConnectedApp[]> {
    return this.apps.list((await this.caller(request)).id);
  }

  /** Disconnects one: its tokens stop working at once. */
  @Delete('connected-apps/:id')
  @HttpCode(204)
  async revoke(@Param('id') id: string, @Req() request: Request): Promise<void> {
    const account = await this.caller(request);
    if (!(await this.apps.revoke(account.id, id))) throw new NotFoundException('You have no connected application with this id. List them with GET /users/connected-apps.');
  }

  /** Makes an API key for the caller. The key is in this answer and nowhere else. */
  @Post('api-keys')
  async createApiKey(@Req() request: Request): Promise<{ name: string; apiKey: string }> {
    const account = await this.caller(request);
    const form = await readForm(request).catch((error: unknown) => {
      throw error instanceof UnreadableBody ? new BadRequestException(error.message) : error;
    });
    const name = form.get('name')?.trim() ?? '';
    return { name, apiKey: await this.accounts.createApiKey(account, name) };
  }

  private async caller(request: Request): Promise<Account> {
    const account = await this.accounts.authenticateHeader(request.headers.authorization);
    if (account === undefined) throw new UnauthorizedException('The bearer token is missing, expired or revoked. Log in again.');
    return account;
  }
}
