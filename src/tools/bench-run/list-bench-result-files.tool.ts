import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { benchResultId } from '../vocabulary/ids.js';
import { narrowed } from '../vocabulary/narrowed.js';
import { benchFiles } from './bench-files.js';

const Params = z.object({ benchResultId, ...narrowing });
const Result = z.object({ files: z.array(z.object({ filename: z.string(), size: z.int().optional().describe('bytes') })), ...leftOut });

@ToolController()
export class ListBenchResultFilesTool {
  constructor(private readonly octoperf: OctoperfClient) {}

  @OctoperfTool({
    name: 'list_bench_result_files',
    title: 'List files of a run',
    description: 'Files kept of a run or validation: jmeter.log, JTL, HAR, screenshots, traces, PDF. Empty until the run is over. Next: read_bench_result_file_lines for text, download_bench_result_file for the rest.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listBenchResultFiles({ benchResultId, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const named = (await benchFiles(this.octoperf, benchResultId)).map((file) => ({ ...file, name: file.filename }));
    const { entries, ...rest } = narrowed(named, narrow, ({ name: _name, ...file }) => file);
    return { files: entries, ...rest };
  }
}
