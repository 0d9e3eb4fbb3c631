import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { SampleType } from '../../../../contract/metric.js';
import type { RunData } from '../../../analysis/run-data.js';
import { tagKeys, tagValues } from '../../../analysis/tag-index.js';
import type { Account } from '../../../storage/identity-store.js';
import { Caller } from '../../caller.js';
import { CheckedBody } from '../../checked-body.js';
import { Route } from '../../route.js';
import { RunReadings } from '../run-readings.js';

const KeysOf = z.object({ benchResultIds: z.array(z.string()).min(1), sampleType: SampleType });
const ValuesOf = KeysOf.extend({ tagKeys: z.array(z.string()), filters: z.record(z.string(), z.array(z.string())).default({}) });

/** By which tags runs can be told apart, and the values these have (bodies inferred). */
@Controller()
export class TagsController {
  constructor(private readonly readings: RunReadings) {}

  @Route('reportTagKeys')
  async keys(@Caller() caller: Account, @CheckedBody(KeysOf) { benchResultIds, sampleType }: z.infer<typeof KeysOf>): Promise<string[]> {
    return tagKeys(await this.runs(caller, benchResultIds), sampleType);
  }

  @Route('reportTagValues')
  async values(@Caller() caller: Account, @CheckedBody(ValuesOf) { benchResultIds, sampleType, tagKeys: tags, filters }: z.infer<typeof ValuesOf>): Promise<Record<string, string[]>> {
    return tagValues(await this.runs(caller, benchResultIds), sampleType, tags, filters);
  }

  private async runs(caller: Account, ids: readonly string[]): Promise<RunData[]> {
    return Promise.all([...new Set(ids)].map((id) => this.readings.run(caller, id)));
  }
}
