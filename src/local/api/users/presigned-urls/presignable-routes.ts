import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ENDPOINTS, type Endpoint, type EndpointName } from '../../../../contract/endpoints.js';
import { HarImportOptions } from '../../../../contract/import-options.js';
import type { PresignRequest } from '../../../../contract/presigned.js';
import type { Account } from '../../../storage/identity-store.js';
import { Access } from '../../access.js';
import { checked } from '../../checked-body.js';
import { badRequest } from '../../refusals.js';

const FileName = z.object({ filename: z.string().min(1) });
const PRESIGNABLE = ['importHar', 'benchFile'] as const satisfies readonly EndpointName[];
type Presignable = (typeof PRESIGNABLE)[number];

/** The calls that move bytes: the only ones a presigned URL may stand for. */
@Injectable()
export class PresignableRoutes {
  constructor(private readonly access: Access) {}

  /** Checks the call as it will be made. 400 for other routes and bad options, 404 and 403 as the route itself answers. */
  async require(caller: Account, { method, path, query }: PresignRequest): Promise<void> {
    for (const name of PRESIGNABLE) {
      const id = idIn(ENDPOINTS[name], method, path);
      if (id !== undefined) return this.check(name, caller, id, query);
    }
    throw badRequest(`Presigned URLs are made for ${PRESIGNABLE.map((name) => `${ENDPOINTS[name].method} ${ENDPOINTS[name].path}`).join(' and ')} only, without a query in the path.`);
  }

  private async check(name: Presignable, caller: Account, id: string, query: PresignRequest['query']): Promise<void> {
    switch (name) {
      case 'importHar': {
        await this.access.document(caller, 'project', id, 'design');
        const { virtualUserId } = checked(HarImportOptions, query, 'The query');
        if (virtualUserId !== undefined) await this.access.document(caller, 'virtualUser', virtualUserId, 'design');
        return;
      }
      case 'benchFile':
        await this.access.document(caller, 'benchResult', id, 'read');
        checked(FileName, query, 'The query');
    }
  }
}

/** The one id in a path of that endpoint; undefined where the call is another one. */
function idIn(endpoint: Endpoint, method: string, path: string): string | undefined {
  if (endpoint.method !== method) return undefined;
  const pattern = new RegExp(`^${endpoint.path.replace(/\{\w+\}/g, '([A-Za-z0-9_-]+)')}$`);
  return pattern.exec(path)?.[1];
}
