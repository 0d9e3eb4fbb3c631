import { z } from 'zod';
import { SanityCheckEntry } from '../../contract/validation.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { leftOut } from '../vocabulary/bounded.js';
import { brief } from '../vocabulary/brief.js';
import { fitting } from '../vocabulary/fitting.js';
import { virtualUserId } from '../vocabulary/ids.js';

const Params = z.object({ virtualUserId });
const Result = z.object({
  entries: z.array(z.object({ level: SanityCheckEntry.shape.level, message: z.string(), actionId: z.string().optional() })),
  errors: z.int().describe('Entries of level ERROR; 0 = it can be validated and run.'),
  ...leftOut,
});
const LEVELS = SanityCheckEntry.shape.level.options;

@ToolController()
export class SanityCheckVirtualUserTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'sanity_check_virtual_user',
    title: 'Sanity-check Virtual User',
    description: 'Static design checks of a Virtual User, worst first; free, plays nothing, changes nothing. ERROR blocks validation and runs, WARNING and INFO do not. Call it before validate_virtual_user.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async sanityCheckVirtualUser(params: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const found = await this.octoperf.call('sanityCheck', z.array(SanityCheckEntry), params);
    const all = [...found].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
    const { entries } = fitting(all.map(({ level, message, actionId }) => brief({ level, message, ...(actionId === undefined ? {} : { actionId }) })));
    const more = all.length - entries.length;
    return {
      entries,
      errors: all.filter(({ level }) => level === 'ERROR').length,
      total: all.length,
      ...(more > 0 ? { omitted: `${more} more, none worse than those shown: fix these and check again` } : {}),
    };
  }
}
