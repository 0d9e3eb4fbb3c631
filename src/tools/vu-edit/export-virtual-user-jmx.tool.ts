import { z } from 'zod';
import { VirtualUserDescription } from '../../contract/virtual-user.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { PresignedLinks } from '../../octoperf/presigned-links.js';
import { virtualUserId } from '../vocabulary/ids.js';

const Params = z.object({ virtualUserId, alsoVirtualUserIds: z.array(virtualUserId.describe('Of the same project.')).max(99).optional().describe('More Virtual Users: a thread group each.') });
const Result = z.object({ url: z.url().describe('Download link: single use, about 5 minutes.'), method: z.literal('GET'), expiresAt: z.string().describe('ISO-8601'), instructions: z.string() });

@ToolController()
export class ExportVirtualUserJmxTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly presigned: PresignedLinks) {}

  @OctoperfTool({
    name: 'export_virtual_user_jmx',
    title: 'Export as JMX',
    description: 'A link that downloads one Virtual User, or several as one plan, as a JMeter test plan (.jmx) with servers and variables, passwords and secrets left empty: works once, for about 5 minutes, without a token. To open it in JMeter, keep it under version control or import it elsewhere with upload_jmx_virtual_user.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async exportVirtualUserJmx({ virtualUserId, alsoVirtualUserIds = [] }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const { name } = await this.octoperf.call('virtualUser', VirtualUserDescription, { virtualUserId });
    const { url, expiresAt } = await this.presigned.mint('exportJmx', { virtualUserId }, { also: alsoVirtualUserIds.length === 0 ? undefined : alsoVirtualUserIds.join(',') });
    const filename = name.replace(/\.jmx$/i, '').replace(/[^\w.-]+/g, '_').replace(/^[._-]+/, '') || 'virtual-user';
    return { url, method: 'GET', expiresAt, instructions: `GET the url once, without an Authorization header: curl -fsS -o '${filename}.jmx' '${url.replaceAll("'", '%27')}'` };
  }
}
