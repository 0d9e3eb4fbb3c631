import { Injectable } from '@nestjs/common';
import type { HttpServer } from '../../../../contract/http-server.js';
import { asSealed, isClear, isSealed, mapPasswords, sealOf } from '../../../../contract/password-places.js';
import type { VariableWrapper } from '../../../../contract/variable.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { badRequest } from '../../refusals.js';
import { Sealing } from './sealing.js';

/**
 * Secret variables are written as PLAIN, kept and answered as ENCRYPTED (octoperf-rest-api.md §5.1, observed). The key is a
 * server secret of its own: it guards listings, logs and backups of single rows, not a whole stolen database. What is encrypted
 * for one project is good for nothing in another: who may only read a secret cannot carry it where it would be sent out.
 * Passwords of servers and of imported elements are kept the same way, as texts that begin with `{sealed}`.
 */
@Injectable()
export class SecretValues {
  private ready: Promise<Sealing> | undefined;

  constructor(private readonly database: LocalDatabase) {}

  /** Loads the key: from then on values can be sealed and opened inside a transaction, where nothing else of the database may be asked. */
  async prepare(): Promise<void> {
    await this.sealing();
  }

  /** The variable as it may be stored and shown. 400 where it claims to be encrypted but not by this backend. */
  async sealed(wrapper: VariableWrapper): Promise<VariableWrapper> {
    const { variable, projectId } = wrapper;
    if (variable['@type'] !== 'SecretVariable') return wrapper;
    if (variable.value.type === 'PLAIN') return { ...wrapper, variable: { ...variable, value: { ...variable.value, type: 'ENCRYPTED', value: (await this.sealing()).seal(variable.value.value, projectId) } } };
    if ((await this.sealing()).open(variable.value.value, projectId) === undefined) throw badRequest('The secret is marked ENCRYPTED but was not encrypted by this server for this project. Send it as {"type": "PLAIN", "value": ...}.');
    return wrapper;
  }

  /** The variable as the engine needs it: in the clear. Never to be logged, stored or answered. */
  async opened(wrapper: VariableWrapper): Promise<VariableWrapper> {
    const { variable, projectId } = wrapper;
    if (variable['@type'] !== 'SecretVariable' || variable.value.type === 'PLAIN') return wrapper;
    return { ...wrapper, variable: { ...variable, value: { type: 'PLAIN', value: (await this.sealing()).open(variable.value.value, projectId) ?? '' } } };
  }

  /** A server as it may be stored and shown: its passwords sealed. One that is sent back as it was read is kept. 400 for one sealed elsewhere. */
  async sealedServer(server: HttpServer): Promise<HttpServer> {
    if (server.authorizations.length === 0) return server;
    const sealing = await this.sealing();
    return { ...server, authorizations: server.authorizations.map((one) => ({ ...one, password: sealedPassword(sealing, one.password, server.projectId) })) };
  }

  /** A server as the engine needs it: in the clear. Never to be logged, stored or answered. What an older version stored is in the clear already. */
  async openedServer(server: HttpServer): Promise<HttpServer> {
    if (server.authorizations.length === 0) return server;
    const sealing = await this.sealing();
    return { ...server, authorizations: server.authorizations.map((one) => ({ ...one, password: openedPassword(sealing, one.password, server.projectId) })) };
  }

  /** A Virtual User as it may be stored and shown: passwords of imported elements sealed, wherever they stand in it. */
  async sealedUser<T extends { readonly projectId: string }>(virtualUser: T): Promise<T> {
    const sealing = await this.sealing();
    return mapPasswords(virtualUser, (text) => sealedPassword(sealing, text, virtualUser.projectId));
  }

  /** The same in the clear, for what is compared or written out; who writes it out leaves the passwords away. */
  async openedUser<T extends { readonly projectId: string }>(virtualUser: T): Promise<T> {
    const sealing = await this.sealing();
    return mapPasswords(virtualUser, (text) => openedPassword(sealing, text, virtualUser.projectId));
  }

  private sealing(): Promise<Sealing> {
    return (this.ready ??= Sealing.of(this.database));
  }
}

function sealedPassword(sealing: Sealing, password: string, projectId: string): string {
  if (isClear(password)) return asSealed(sealing.seal(password, projectId));
  if (isSealed(password) && sealing.open(sealOf(password), projectId) === undefined) throw badRequest('A password is marked {sealed} but was not sealed by this server for this project. Send it in the clear, or leave it empty.');
  return password;
}

const openedPassword = (sealing: Sealing, password: string, projectId: string): string => (isSealed(password) ? sealing.open(sealOf(password), projectId) ?? '' : password);
