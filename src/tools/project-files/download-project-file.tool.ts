import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { PresignedLinks } from '../../octoperf/presigned-links.js';
import { projectId } from '../vocabulary/ids.js';
import { filename, requireFile } from './project-file.js';

const Params = z.object({ projectId, filename });
const Result = z.object({ url: z.url(), method: z.literal('GET'), expiresAt: z.string().describe('ISO-8601'), instructions: z.string() });

@ToolController()
export class DownloadProjectFileTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly presigned: PresignedLinks) {}

  @OctoperfTool({
    name: 'download_project_file',
    title: 'Download a project file',
    description: 'A link that downloads one file of a project, binaries included: works once, for about 5 minutes, without a token. GET it yourself or hand it to the user. For text read_project_file_lines is cheaper.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async downloadProjectFile({ projectId, filename }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    await requireFile(this.octoperf, projectId, filename);
    const { url, expiresAt } = await this.presigned.mint('projectFile', { projectId }, { filename });
    return { url, method: 'GET', expiresAt, instructions: `GET the url once, without an Authorization header: curl -fsS -o '${filename.replace(/[^\w.-]+/g, '_')}' '${url.replaceAll("'", '%27')}'` };
  }
}
