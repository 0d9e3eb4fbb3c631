import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { FrozenRun } from '../../../storage/collections.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import type { Stores } from '../../../storage/stores.js';
import { SecretValues } from './secret-values.js';

/** Name of the mark that a database has been gone through. */
const MARK = 'passwords-sealed';

/** Versions before this one kept passwords of servers and of imported plans as they came: they are sealed at the first start. */
@Injectable()
export class ClearPasswords {
  constructor(private readonly database: LocalDatabase, private readonly secrets: SecretValues) {}

  /** Seals what is in the clear, all or nothing and once per database; then nothing of it is left in the file. */
  async settle(): Promise<void> {
    await this.secrets.prepare();
    const changed = await this.database.transaction((stores) => this.sealAll(stores));
    if (changed > 0) await this.database.vacuum();
  }

  private async sealAll({ documents, keys }: Stores): Promise<number> {
    const own = randomUUID();
    if ((await keys.secret(MARK, own)) !== own) return 0;
    let changed = 0;
    for (const { id } of await documents.placesOf('httpServer')) {
      const stored = await documents.find('httpServer', id);
      if (stored !== undefined && stored.document.authorizations.length > 0 && (await documents.replace('httpServer', await this.secrets.sealedServer(stored.document)))) changed++;
    }
    for (const { id } of await documents.placesOf('virtualUser')) {
      const stored = await documents.find('virtualUser', id);
      const sealed = stored === undefined ? undefined : await this.secrets.sealedUser(stored.document);
      if (sealed !== undefined && sealed !== stored?.document && (await documents.replace('virtualUser', sealed))) changed++;
    }
    for (const { id } of await documents.placesOf('frozenRun')) {
      const stored = await documents.find('frozenRun', id);
      if (stored !== undefined && (await documents.replace('frozenRun', await this.sealedRun(stored.document)))) changed++;
    }
    return changed;
  }

  private async sealedRun(run: FrozenRun): Promise<FrozenRun> {
    const servers = await Promise.all(run.servers.map((server) => this.secrets.sealedServer(server)));
    const virtualUsers = await Promise.all(run.virtualUsers.map((virtualUser) => this.secrets.sealedUser(virtualUser)));
    return { ...run, servers, virtualUsers };
  }
}
