import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { VirtualUser } from '../../../../../contract/virtual-user.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Access } from '../../../access.js';
import { badRequest, quoted } from '../../../refusals.js';

const MOST_USERS = 100;

/** `also` = ids of further Virtual Users, separated by commas: a thread group of the same plan each. */
export const JmxExportQuery = z.object({ also: z.string().default('').transform((text) => [...new Set(text.split(',').map((id) => id.trim()).filter((id) => id !== ''))]) });

/** Which Virtual Users an export holds. */
@Injectable()
export class ExportedUsers {
  constructor(private readonly access: Access) {}

  /** The Virtual User and those beside it, each once. 404 where one cannot be seen, 400 where one is of another project or they are too many. */
  async of(caller: Account, id: string, also: readonly string[]): Promise<[VirtualUser, ...VirtualUser[]]> {
    if (also.length >= MOST_USERS) throw badRequest(`An export holds at most ${MOST_USERS} Virtual Users, this one names ${also.length + 1}. Export them in several plans.`);
    const { document: first } = await this.access.document(caller, 'virtualUser', id, 'read');
    const others: VirtualUser[] = [];
    for (const other of also) {
      if (other === id) continue;
      const { document } = await this.access.document(caller, 'virtualUser', other, 'read');
      if (document.projectId !== first.projectId) throw badRequest(`The Virtual User ${quoted(document.name)} is of another project than ${quoted(first.name)}: servers and variables are a project's own. Export them one by one.`);
      others.push(document);
    }
    return [first, ...others];
  }
}
