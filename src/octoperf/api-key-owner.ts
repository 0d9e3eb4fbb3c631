import { Injectable } from '@nestjs/common';
import { KeyOwner } from '../auth/api-keys.js';
import { User } from '../contract/account.js';
import { EndpointTable } from './endpoint-table.js';
import { OctoperfHttp } from './octoperf-http.js';

const UNAUTHENTICATED = 401;

/** Asks the REST API who the owner of a key is, with the key itself: it alone knows. */
@Injectable()
export class ApiKeyOwner extends KeyOwner {
  constructor(private readonly http: OctoperfHttp, private readonly endpoints: EndpointTable) { super(); }

  override async ownerOf(key: string): Promise<string | undefined> {
    const { status, text } = await this.http.send({ ...this.endpoints.locate('currentUser', {}), token: key });
    if (status === UNAUTHENTICATED) return undefined;
    if (status !== 200) throw new Error(`The REST API answered HTTP ${status} to an API key`);
    return User.parse(JSON.parse(text)).id;
  }
}
