import { Controller, Header, Param } from '@nestjs/common';
import { z } from 'zod';
import type { HttpRequestEntity, HttpResponseEntity } from '../../../../contract/http-exchange.js';
import { HttpBodyKind, type ValidationDetail, type ValidationIndexEntry } from '../../../../contract/validation.js';
import type { StoredRecording } from '../../../storage/recording-store.js';
import type { StoredValidationSample } from '../../../storage/validation-store.js';
import type { Account } from '../../../storage/identity-store.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { Access } from '../../access.js';
import { Caller } from '../../caller.js';
import { CheckedQuery } from '../../checked-body.js';
import { notFound, quoted } from '../../refusals.js';
import { Route } from '../../route.js';

const Moment = z.object({ timestamp: z.coerce.number().int().optional() });
const BodyOf = Moment.extend({ kind: HttpBodyKind });

interface Captured { readonly recorded: StoredRecording | undefined; readonly sample: StoredValidationSample | undefined }

/** What the latest validation of a Virtual User saw, beside what was recorded. */
@Controller()
export class ValidationResultsController {
  constructor(private readonly database: LocalDatabase, private readonly access: Access) {}

  /** One entry per action that was played, passing ones too, in the order of play (behaviour.md §11.5). */
  @Route('validationIndex')
  async index(@Caller() caller: Account, @Param('virtualUserId') id: string): Promise<ValidationIndexEntry[]> {
    await this.access.document(caller, 'virtualUser', id, 'read');
    const entries = new Map<string, ValidationIndexEntry>();
    for (const { actionId, timestamp, success } of await this.database.validations.verdicts(id)) {
      const entry = entries.get(actionId) ?? { actionId, success: 0, total: 0, successTimestamps: [], failedTimestamps: [] };
      entry.total += 1;
      if (success) entry.success += 1;
      (success ? entry.successTimestamps : entry.failedTimestamps).push(timestamp);
      entries.set(actionId, entry);
    }
    return [...entries.values()];
  }

  /**
   * Without a timestamp: the latest failure of the action, else its latest pass; what was recorded alone where the action was not
   * played, so that recordings can be read before any validation. `message` = the engine's word on a failure (our addition).
   */
  @Route('validationDetail')
  async detail(@Caller() caller: Account, @Param('virtualUserId') id: string, @Param('actionId') actionId: string, @CheckedQuery(Moment) { timestamp }: z.infer<typeof Moment>): Promise<ValidationDetail> {
    const { recorded, sample } = await this.captured(caller, id, actionId, timestamp);
    const recording = { recordedRequest: recorded?.request ?? null, recordedResponse: recorded?.response ?? null };
    if (sample === undefined && recorded !== undefined && timestamp === undefined) return recording;
    if (sample === undefined) throw nothingCaptured(actionId);
    return {
      ...recording,
      validationRequest: sample.exchange.request,
      validationResponse: sample.exchange.response,
      timestamp: sample.timestamp,
      success: sample.success,
      message: sample.message,
    };
  }

  /** One body as text; a binary one as base64. Never as what it claims to be: it comes from the system under test. */
  @Route('validationBody')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Header('X-Content-Type-Options', 'nosniff')
  async body(@Caller() caller: Account, @Param('virtualUserId') id: string, @Param('actionId') actionId: string, @CheckedQuery(BodyOf) { kind, timestamp }: z.infer<typeof BodyOf>): Promise<string> {
    const message = messageOf(await this.captured(caller, id, actionId, timestamp), kind);
    if (message === undefined) throw kind.startsWith('RECORDED') ? notFound(`Nothing was recorded for the action ${quoted(actionId)}: it was added by hand, or imported without its answer.`) : nothingCaptured(actionId);
    return message.body;
  }

  private async captured(caller: Account, id: string, actionId: string, timestamp: number | undefined): Promise<Captured> {
    await this.access.document(caller, 'virtualUser', id, 'read');
    return { recorded: await this.database.recordings.find(id, actionId), sample: await this.database.validations.find(id, actionId, timestamp) };
  }
}

const nothingCaptured = (actionId: string): Error => notFound(`The latest validation captured nothing for the action ${quoted(actionId)} at this timestamp. Take both from get_virtual_user_validation_index.`);

function messageOf({ recorded, sample }: Captured, kind: HttpBodyKind): HttpRequestEntity | HttpResponseEntity | undefined {
  switch (kind) {
    case 'RECORDED_REQUEST': return recorded?.request;
    case 'RECORDED_RESPONSE': return recorded?.response;
    case 'VALIDATION_REQUEST': return sample?.exchange.request;
    case 'VALIDATION_RESPONSE': return sample?.exchange.response;
  }
}
