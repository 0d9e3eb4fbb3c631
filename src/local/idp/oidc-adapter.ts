import type { OidcPayloadStore, OidcRow } from '../storage/identity-store.js';
import type { LiveGrants } from './live-grants.js';
import { errors } from './oidc-library.js';
import type { Adapter, AdapterPayload } from './oidc-library.js';

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Storage of one kind of object of the OAuth library, over our store. */
export class OidcAdapter implements Adapter {
  constructor(private readonly model: string, private readonly store: OidcPayloadStore, private readonly grants: LiveGrants, private readonly now: () => number) {}

  /** @param expiresIn seconds; missing for objects that stay, such as registered clients. */
  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    await this.store.upsert({
      model: this.model,
      id,
      payload,
      grantId: textOrNull(payload.grantId),
      userCode: textOrNull(payload.userCode),
      uid: textOrNull(payload.uid),
      accountId: textOrNull(payload.accountId),
      expiresAt: expiresIn === undefined || expiresIn === 0 ? null : this.now() + expiresIn * 1000,
      consumedAt: null,
    });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.read(await this.store.find(this.model, id));
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.read(await this.store.findByUserCode(this.model, userCode));
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.read(await this.store.findByUid(this.model, uid));
  }

  /** @throws InvalidGrant when somebody else used the code or token between the library's check and now. */
  async consume(id: string): Promise<void> {
    if (!(await this.store.consume(this.model, id, this.now()))) throw new errors.InvalidGrant('already used');
  }

  async destroy(id: string): Promise<void> {
    await this.store.destroy(this.model, id);
    if (this.model === 'Grant') this.grants.forget(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.store.destroyByGrant(grantId);
    this.grants.forget(grantId);
  }

  private read(row: OidcRow | undefined): AdapterPayload | undefined {
    if (row === undefined || (row.expiresAt !== null && row.expiresAt <= this.now())) return undefined;
    return { ...row.payload, ...(row.consumedAt === null ? {} : { consumed: Math.floor(row.consumedAt / 1000) }) };
  }
}
