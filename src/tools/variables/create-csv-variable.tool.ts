import { z } from 'zod';
import { VariableScope } from '../../contract/variable.js';
import { EntityName } from '../../contract/wire.js';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { projectId } from '../vocabulary/ids.js';
import { VariableName } from '../vocabulary/variable-name.js';
import { VariableListing } from './variable-listing.js';
import { description, VariableStore } from './variable-store.js';

/** Defaults are those of a real create call (entities.md §6, documented). */
const Params = z.object({
  projectId,
  name: EntityName.describe('A label only; ${column} is what is used.'),
  filename: z.string().min(1).max(255).describe('Project file, from list_project_files or upload_project_file.'),
  columnNames: z.array(VariableName).min(1).max(200).describe('A name per column, in order; each is written ${column}.'),
  delimiter: z.string().min(1).max(4).default(',').describe('Between columns.'),
  encoding: z.string().max(40).default('UTF-8').describe('Of the file.'),
  ignoreFirstLine: z.boolean().default(false).describe('True where the first line is a header.'),
  allowQuotedData: z.boolean().default(true).describe('Values may stand in double quotes.'),
  recycleOnEOF: z.boolean().default(true).describe('Start over after the last row.'),
  stopThreadOnEOF: z.boolean().default(false).describe('End the user after the last row instead.'),
  scope: VariableScope.default('SHARED').describe('SHARED: each row to one user; PRIVATE: every user reads all rows.'),
  shuffle: z.boolean().default(false).describe('Rows in random order.'),
  offset: z.int().min(0).default(0).describe('Rows to skip.'),
  description,
});

@ToolController()
export class CreateCsvVariableTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly variables: VariableStore) {}

  @OctoperfTool({
    name: 'create_csv_variable',
    title: 'Create CSV variable',
    description: 'Creates variables that are fed row by row from a CSV project file, a row per iteration: logins, search words, ids. Look at the first lines with read_project_file_lines to name the columns.',
    effect: 'create',
    wayBack: { by: 'delete_variable' },
    params: Params,
    result: VariableListing,
  })
  async createCsvVariable({ projectId, name, description, columnNames, ...csv }: z.output<typeof Params>): Promise<z.input<typeof VariableListing>> {
    const files = await this.octoperf.call('projectFiles', z.array(z.string()), { projectId });
    const listing = await this.variables.create({ projectId, name, description, variable: { '@type': 'CSVVariable', ...csv, names: columnNames } });
    return files.includes(csv.filename) ? listing : { ...listing, warning: `The project has no file ${JSON.stringify(csv.filename)} yet: call upload_project_file with that name.` };
  }
}
