import { z } from 'zod';
import { AgentError } from '../../errors/agent-error.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { PresignedLinks } from '../../octoperf/presigned-links.js';
import { benchResultId } from '../vocabulary/ids.js';
import { benchFiles, filename } from './bench-files.js';

const NAMED_MAX = 20;
const Params = z.object({ benchResultId, filename });
const Result = z.object({ url: z.url(), method: z.literal('GET'), expiresAt: z.string().describe('ISO-8601'), instructions: z.string() });

@ToolController()
export class DownloadBenchResultFileTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly presigned: PresignedLinks) {}

  @OctoperfTool({
    name: 'download_bench_result_file',
    title: 'Download a run file',
    description: 'A link that downloads one file of a run, binaries included: works once, for about 5 minutes, without a token. GET it yourself or hand it to the user; when it is used or expired, call again. For text read_bench_result_file_lines is cheaper.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async downloadBenchResultFile({ benchResultId, filename }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const names = (await benchFiles(this.octoperf, benchResultId)).map((file) => file.filename);
    if (!names.includes(filename)) throw new AgentError(`The run has no file "${filename}".`, names.length === 0 ? 'It has no files: they appear once get_bench_result is terminal.' : `Its files: ${named(names)}.`);
    const { url, expiresAt } = await this.presigned.mint('benchFile', { benchResultId }, { filename });
    return { url, method: 'GET', expiresAt, instructions: `GET the url once, without an Authorization header: curl -fsS -o '${filename.replace(/[^\w.-]+/g, '_')}' '${url.replaceAll("'", '%27')}'` };
  }
}

const named = (names: readonly string[]): string => `${names.slice(0, NAMED_MAX).join(', ')}${names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more (list_bench_result_files)` : ''}`;
