import { Controller, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { z } from 'zod';
import type { HttpServer } from '../../../../../contract/http-server.js';
import { isClear, isSealed } from '../../../../../contract/password-places.js';
import type { VirtualUser } from '../../../../../contract/virtual-user.js';
import { exportJmx, type ExportedUser } from '../../../../importers/jmx/export-jmx.js';
import type { Account } from '../../../../storage/identity-store.js';
import { Caller } from '../../../caller.js';
import { CheckedQuery } from '../../../checked-body.js';
import { Route } from '../../../route.js';
import { SecretValues } from '../../variables/secret-values.js';
import { Surroundings } from '../../virtual-users/surroundings.js';
import { ExportedUsers, JmxExportQuery } from './exported-users.js';

/** Characters that some file system cannot store in a name. */
const UNUSABLE = /[\p{Cc}\p{Cs}/\\:*?"<>|]+/gu;

/** A Virtual User, or several of a project, as JMeter reads them (route inferred; `also` is ours). */
@Controller()
export class JmxExportController {
  constructor(private readonly users: ExportedUsers, private readonly surroundings: Surroundings, private readonly secrets: SecretValues) {}

  /** A test plan of the Virtual Users, a thread group each, with their servers, the variables they use and what their links lead to. Secrets and passwords are not written. */
  @Route('exportJmx')
  async export(@Caller() caller: Account, @Param('virtualUserId') id: string, @CheckedQuery(JmxExportQuery) { also }: z.output<typeof JmxExportQuery>, @Res() response: Response): Promise<void> {
    const asked = await this.users.of(caller, id, also);
    const [first] = asked;
    const { servers, variables, fragments } = await this.surroundings.of(first.projectId, asked);
    const linked = fragments.filter((fragment) => !asked.some((user) => user.id === fragment.id));
    // Opened, because what is kept of an original is compared with what the node says now; the export itself leaves passwords away.
    const users = await Promise.all([...asked, ...linked].map((user) => this.secrets.openedUser(user)));
    const text = exportJmx({ virtualUsers: users.map(exported), servers: servers.map(withoutPasswords), variables, withoutPasswords: true });
    response.attachment(`${first.name.replace(UNUSABLE, '_')}.jmx`);
    response.setHeader('Content-Type', 'application/xml; charset=utf-8');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.send(Buffer.from(text, 'utf8'));
  }
}

/** A reference to a variable is none. */
const withoutPasswords = (server: HttpServer): HttpServer => ({ ...server, authorizations: server.authorizations.map((one) => (isSealed(one.password) || isClear(one.password) ? { ...one, password: '' } : one)) });
const exported = ({ id, name, description, type, children, ...more }: VirtualUser): ExportedUser => ({ id, name, description, type, children, jmx: more['jmx'] });
