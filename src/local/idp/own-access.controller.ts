import { BadRequestException, ConflictException, Controller, Delete, ForbiddenException, Get, HttpCode, NotFoundException, Param, Post, Req, UnauthorizedException } from '@nestjs/common';
import type { Request } from 'express';
import type { Account } from '../storage/identity-store.js';
import { AccountService } from './account-service.js';
import { ConnectedApps } from './connected-apps.js';
import type { ConnectedApp } from './connected-apps.js';
import { type OwnApiKey, OwnApiKeys, TOO_MANY_KEYS } from './own-api-keys.js';
import { PublicRoute } from './public-route.js';
import { readForm, UnreadableBody } from './request-body.js';

/** What an account let in: connected applications and API keys. It authenticates itself, with any bearer the backend knows. */
@PublicRoute('bearer')
@Controller('users')
export class OwnAccessController {
  constructor(private readonly accounts: AccountService, private readonly apps: ConnectedApps, private readonly keys: OwnApiKeys) {}

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

  /** The caller's API keys, without the keys themselves. */
  @Get('api-keys')
  async listApiKeys(@Req() request: Request): Promise<OwnApiKey[]> {
    return this.keys.list(await this.caller(request));
  }

  /** Makes an API key for the caller. The key is in this answer and nowhere else. An application with an access token may not: a key outlives the consent it was given. */
  @Post('api-keys')
  async createApiKey(@Req() request: Request): Promise<{ name: string; apiKey: string }> {
    const account = await this.caller(request);
    this.requireOwn(request);
    const form = await readForm(request).catch((error: unknown) => {
      throw error instanceof UnreadableBody ? new BadRequestException(error.message) : error;
    });
    const name = form.get('name')?.trim() ?? '';
    const apiKey = await this.keys.create(account, name);
    if (apiKey === undefined) throw new ConflictException(TOO_MANY_KEYS);
    return { name, apiKey };
  }

  /** Revokes one: it is refused at once. */
  @Delete('api-keys/:id')
  @HttpCode(204)
  async revokeApiKey(@Param('id') id: string, @Req() request: Request): Promise<void> {
    const account = await this.caller(request);
    this.requireOwn(request);
    if (!(await this.keys.revoke(account, id))) throw new NotFoundException('You have no API key with this id. List them with GET /users/api-keys.');
  }

  private requireOwn(request: Request): void {
    if (!this.accounts.isOwnCredential(request.headers.authorization)) throw new ForbiddenException('An application may not change API keys: log in with POST /public/users/login, or open /ui/api-keys.');
  }

  private async caller(request: Request): Promise<Account> {
    const account = await this.accounts.authenticateHeader(request.headers.authorization);
    if (account === undefined) throw new UnauthorizedException('The bearer token is missing, expired or revoked. Log in again.');
    return account;
  }
}
