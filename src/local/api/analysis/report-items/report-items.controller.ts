import { Controller, NotFoundException } from '@nestjs/common';
import { z } from 'zod';
import type { ItemAllowSelect, ReportItemValidation } from '../../../../contract/report-values.js';
import { itemAllowSelect } from '../../../analysis/item-allow-select.js';
import { validateItem } from '../../../analysis/item-validation.js';
import type { RunData } from '../../../analysis/run-data.js';
import type { Account } from '../../../storage/identity-store.js';
import { Caller } from '../../caller.js';
import { CheckedBody } from '../../checked-body.js';
import { Route } from '../../route.js';
import { RunReadings } from '../run-readings.js';

/** Any item, also one that does not fit: saying why is the point. */
const OpenItem = z.looseObject({ '@type': z.string() });
type OpenItem = z.infer<typeof OpenItem>;
const WithRuns = z.looseObject({ benchResultId: z.string().optional(), metrics: z.array(z.looseObject({ benchResultId: z.string().optional() })).optional() });

/** What an item of a report may show, and whether it does (report-item-editing skill; the bodies are inferred: the item itself). */
@Controller()
export class ReportItemsController {
  constructor(private readonly readings: RunReadings) {}

  @Route('itemAllowSelect')
  allowSelect(@CheckedBody(OpenItem) { '@type': type }: OpenItem): ItemAllowSelect {
    return itemAllowSelect(type);
  }

  @Route('validateReportItem')
  async validate(@Caller() caller: Account, @CheckedBody(OpenItem) item: OpenItem): Promise<z.infer<typeof ReportItemValidation>> {
    const { data } = WithRuns.safeParse(item);
    const ids = new Set([data?.benchResultId, ...(data?.metrics ?? []).map(({ benchResultId }) => benchResultId)].filter((id) => id !== undefined));
    const runs = new Map<string, RunData>();
    for (const id of ids) {
      const run = await this.readable(caller, id);
      if (run !== undefined) runs.set(id, run);
    }
    return validateItem(item, runs);
  }

  private async readable(caller: Account, id: string): Promise<RunData | undefined> {
    try {
      return await this.readings.run(caller, id);
    } catch (error) {
      if (error instanceof NotFoundException) return undefined;
      throw error;
    }
  }
}
