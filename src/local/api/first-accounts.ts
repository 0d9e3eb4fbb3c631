import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { ApplicationConfig } from '../../config/application-config.js';
import type { LocalAccount } from '../../config/local-settings.js';
import { AccountService } from '../idp/account-service.js';
import type { Account } from '../storage/identity-store.js';
import { LocalDatabase } from '../storage/local-database.js';
import { newId } from './ids.js';

/** An account made at this start with a password nobody knows yet: it is to be shown once. */
export interface FirstAccount { readonly username: string; readonly password: string }

const WORKSPACE = 'Default workspace';
const PASSWORD_BYTES = 12;

/** Accounts of a new installation, each with a workspace of its own. */
@Injectable()
export class FirstAccounts {
  constructor(private readonly database: LocalDatabase, private readonly accounts: AccountService, private readonly config: ApplicationConfig) {}

  /**
   * Makes the configured accounts that do not exist yet; where none are configured and nobody exists, an administrator and an
   * ordinary account with random passwords. @returns those whose password was made here.
   */
  async seed(): Promise<FirstAccount[]> {
    const configured = this.config.local.accounts;
    for (const account of configured) {
      if ((await this.accounts.find(account.username)) === undefined) await this.make(account);
    }
    if (configured.length > 0 || (await this.database.accounts.list()).length > 0) return [];
    const made = ['admin@localhost', 'demo@localhost'].map((username) => ({ username, password: randomBytes(PASSWORD_BYTES).toString('base64url') }));
    for (const { username, password } of made) await this.make({ username, password, platformAdmin: username.startsWith('admin@') });
    return made;
  }

  private async make({ username, password, platformAdmin = false }: LocalAccount): Promise<void> {
    await this.giveWorkspace(await this.accounts.createAccount({ username, password, platformAdmin }));
  }

  private async giveWorkspace(account: Account): Promise<void> {
    const [id, now] = [newId(), Date.now()];
    await this.database.transaction(async ({ documents, members }) => {
      await documents.insert('workspace', { id, userId: account.id, name: WORKSPACE, description: '', created: now, lastModified: now }, { workspaceId: id, parentId: '' });
      await members.add({ id: newId(), workspaceId: id, accountId: account.id, role: 'ADMIN' });
    });
  }
}
