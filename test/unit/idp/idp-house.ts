import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../demo/free-port.js';
import { mountIdp } from '../../../src/local/idp/idp-middleware.js';
import { LocalIdpModule } from '../../../src/local/idp/local-idp.module.js';
import { LocalIdp, type LocalIdpOptions } from '../../../src/local/idp/local-idp.js';
import { hashPassword } from '../../../src/local/idp/password-hash.js';
import type { Account, IdentityStore } from '../../../src/local/storage/identity-store.js';
import { MemoryIdentityStore } from './memory-identity-store.js';

@Module({})
class HouseModule {}

/** A running identity provider on an ephemeral port, with two accounts. */
export interface House<S extends IdentityStore = IdentityStore> {
  readonly origin: string;
  readonly idp: LocalIdp;
  readonly store: S;
  readonly dataFolder: string;
  readonly alice: Account;
  readonly bob: Account;
  /** Moves the server's clock; the OAuth library keeps its own. */
  readonly clock: { now: number };
  close(): Promise<void>;
}

export const PASSWORD = 'correct horse battery';

/** The account, made when it is missing; its hash costs next to nothing, so that hundreds of sign-ins take no time. */
async function accountOf(store: IdentityStore, username: string, created: number): Promise<Account> {
  const account = { id: randomUUID(), username, passwordHash: await hashPassword(PASSWORD, { N: 16, r: 1, p: 1 }), platformAdmin: false, created };
  return (await store.accounts.insert(account)) ? account : ((await store.accounts.findByUsername(username)) ?? account);
}

/** Starts one over a store in memory. */
export function startHouse(options: Pick<LocalIdpOptions, 'exchange' | 'scopesEnforced'> = {}): Promise<House<MemoryIdentityStore>> {
  return startHouseOver(new MemoryIdentityStore(), undefined, options);
}

/** Starts one over any store; with the origin of an earlier one it is a restart. */
export async function startHouseOver<S extends IdentityStore>(store: S, earlierOrigin?: string, options: Pick<LocalIdpOptions, 'exchange' | 'scopesEnforced'> = {}): Promise<House<S>> {
  const port = earlierOrigin === undefined ? await freePort() : Number(new URL(earlierOrigin).port);
  const origin = `http://localhost:${port}`;
  const dataFolder = await mkdtemp(join(tmpdir(), 'idp-'));
  const clock = { now: 0 };
  const idp = await LocalIdp.open({ publicOrigin: origin, mcpPath: '/mcp', dataFolder, ...options, now: () => Date.now() + clock.now }, store);
  const alice = await accountOf(store, 'alice@example.test', 1);
  const bob = await accountOf(store, 'bob@example.test', 2);
  const app = await NestFactory.create<NestExpressApplication>({ module: HouseModule, imports: [LocalIdpModule.register(idp)] }, { logger: false });
  mountIdp(app, idp);
  await app.listen(port, 'localhost');
  const close = async (): Promise<void> => {
    idp.close();
    await app.close();
    await rm(dataFolder, { recursive: true, force: true });
  };
  return { origin, idp, store, dataFolder, alice, bob, clock, close };
}
