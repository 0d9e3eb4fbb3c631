import { Injectable } from '@nestjs/common';
import { jwtVerify, SignJWT } from 'jose';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { LocalDatabase } from '../../storage/local-database.js';

const ISSUER = 'octoperf';
/** Nothing else of this backend takes such a token, and no other token is taken by the agents' door. */
const AUDIENCE = 'octoperf-agents';
const SECRET = 'agent-tokens';
const SECRET_BYTES = 32;

/** What an agent token says (octoperf-rest-api.md §5.7, shape observed); `regionId` is ours: a location made anew is another one. */
const Info = z.object({ id: z.string(), name: z.string(), providerId: z.string(), region: z.string(), regionId: z.string(), type: z.literal('MANUAL') });
export type AgentInfo = z.infer<typeof Info>;

/**
 * Signs and reads the tokens that agents show. They do not expire, since an agent may be restarted years later: what takes one back
 * is the removal of its location. So they are signed with a secret of their own (HS256, as on the platform) and not with the keys
 * of access tokens, which are retired.
 */
@Injectable()
export class AgentTokens {
  private secret: Promise<Uint8Array> | undefined;

  constructor(private readonly database: LocalDatabase) {}

  async issue(info: AgentInfo): Promise<string> {
    return new SignJWT({ info: JSON.stringify(info) }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).setIssuer(ISSUER).setAudience(AUDIENCE).setIssuedAt().sign(await this.key());
  }

  /** What a token says; undefined for one that is not ours. Whether its location is still there is for the caller to see. */
  async read(token: string): Promise<AgentInfo | undefined> {
    try {
      const { payload } = await jwtVerify(token, await this.key(), { issuer: ISSUER, audience: AUDIENCE, algorithms: ['HS256'] });
      return Info.parse(JSON.parse(String(payload['info'])));
    } catch {
      return undefined;
    }
  }

  private key(): Promise<Uint8Array> {
    return (this.secret ??= this.database.keys.secret(SECRET, randomBytes(SECRET_BYTES).toString('base64url')).then((text) => new TextEncoder().encode(text)));
  }
}
