import { Injectable, UnprocessableEntityException } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { BenchReport } from '../../../../contract/bench-report.js';
import type { Account } from '../../../storage/identity-store.js';
import type { LaunchKey } from '../../../storage/launch-key-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import type { Stores } from '../../../storage/stores.js';
import { badRequest, quoted } from '../../refusals.js';

/** How long a key answers the run it started. */
const LIFE_MS = 24 * 3_600_000;
const KEY = /^[\x21-\x7e]{1,255}$/;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A launch that may carry a key, and all that it asks for. */
export interface Keyed { readonly idempotencyKey: string | undefined; readonly asked: unknown }

/** The same key starts one run: whoever repeats a launch that was not answered gets the run it started, for a day. */
@Injectable()
export class KeyedLaunches {
  constructor(private readonly database: LocalDatabase) {}

  /** The report of the run this key started; undefined where it started none. 400 for an impossible key, 422 where the key stood for another launch or its report is gone. */
  async earlier(caller: Account, keyed: Keyed): Promise<(BenchReport & { repeated: true }) | undefined> {
    const key = keyOf(caller, keyed);
    const first = key && (await this.database.launchKeys.find(key, Date.now() - LIFE_MS));
    if (first === undefined) return undefined;
    const shown = quoted(keyed.idempotencyKey ?? '');
    if (first.asked !== digestOf(keyed)) throw new UnprocessableEntityException(`The idempotency key ${shown} was used within 24 hours for a launch with other arguments. Use a new key for another launch.`);
    const report = await this.database.documents.find('benchReport', first.reportId);
    if (report === undefined) throw new UnprocessableEntityException(`The idempotency key ${shown} started a run whose report was deleted since. Use a new key to run again.`);
    return { ...report.document, repeated: true };
  }

  /** Takes the key inside the transaction that stores the run; throws where another launch has it. Does nothing without a key. */
  async take(stores: Stores, caller: Account, keyed: Keyed, reportId: string): Promise<void> {
    const key = keyOf(caller, keyed);
    if (key === undefined) return;
    const now = Date.now();
    await stores.launchKeys.forgetUntil(now - LIFE_MS);
    if (!(await stores.launchKeys.take(key, { asked: digestOf(keyed), reportId }, now))) throw new KeyTaken();
  }
}

/** Rolls the transaction back; the launch is then answered by the one that was faster. */
class KeyTaken extends Error {}

function keyOf({ id }: Account, { idempotencyKey }: Keyed): LaunchKey | undefined {
  if (idempotencyKey === undefined) return undefined;
  if (!KEY.test(idempotencyKey)) throw badRequest('The header Idempotency-Key takes 1 to 255 characters of ASCII without spaces.');
  return { accountId: id, keyHash: sha256(idempotencyKey) };
}

const digestOf = ({ asked }: Keyed): string => sha256(JSON.stringify(asked));
