import { Controller, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { VirtualUser } from '../../../../../contract/virtual-user.js';
import { exportJmx, type ExportedUser } from '../../../../importers/jmx/export-jmx.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Access } from '../../../access.js';
import { Caller } from '../../../caller.js';
import { Route } from '../../../route.js';
import { Surroundings } from '../../virtual-users/surroundings.js';

/** Characters that some file system cannot store in a name. */
const UNUSABLE = /[\p{Cc}\p{Cs}/\\:*?"<>|]+/gu;

/** A Virtual User as JMeter reads it (route inferred). */
@Controller()
export class JmxExportController {
  constructor(private readonly access: Access, private readonly surroundings: Surroundings) {}

  /** A test plan of the Virtual User with its servers, the variables it uses and what its links lead to. Secrets are not written. */
  @Route('exportJmx')
  async export(@Caller() caller: Account, @Param('virtualUserId') id: string, @Res() response: Response): Promise<void> {
    const { document } = await this.access.document(caller, 'virtualUser', id, 'read');
    const { servers, variables, fragments } = await this.surroundings.of(document.projectId, [document]);
    const linked = fragments.filter((fragment) => fragment.id !== document.id);
    const text = exportJmx({ virtualUsers: [document, ...linked].map(exported), servers, variables });
    response.attachment(`${document.name.replace(UNUSABLE, '_')}.jmx`);
    response.setHeader('Content-Type', 'application/xml; charset=utf-8');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.send(Buffer.from(text, 'utf8'));
  }
}

const exported = ({ id, name, description, type, children, ...more }: VirtualUser): ExportedUser => ({ id, name, description, type, children, jmx: more['jmx'] });
