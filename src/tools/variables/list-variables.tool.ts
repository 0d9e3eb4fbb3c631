import { z } from 'zod';
import { OctoperfTool, ToolController } from '../../mcp/index.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { leftOut, narrowing } from '../vocabulary/bounded.js';
import { projectId } from '../vocabulary/ids.js';
import { narrowed } from '../vocabulary/narrowed.js';
import { projectTrees } from '../vocabulary/project-trees.js';
import { ListedVariable, namesOf, variableListing, VariableListing } from './variable-listing.js';
import { referencesIn } from './references.js';

/** Trees read for usages: each is one REST call. */
const TREES = 40;
const Params = z.object({
  projectId, ...narrowing,
  withUsages: z.boolean().default(true).describe(`Says where each is used, reading the trees of the first ${TREES} Virtual Users; false is cheaper.`),
});
const Result = z.object({ variables: z.array(VariableListing), ...leftOut, note: z.string().optional() });

@ToolController()
export class ListVariablesTool {
  constructor(private readonly octoperf: OctoperfClient, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'list_variables',
    title: 'List variables',
    description: 'Variables of a project, in short and without secrets, and which Virtual Users refer to each. A variable is written ${name}, a CSV one ${column}. Look here before the create_*_variable tools and before delete_variable.',
    effect: 'read',
    params: Params,
    result: Result,
  })
  async listVariables({ projectId, withUsages, ...narrow }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const [workspaceId, all, { trees, total }] = await Promise.all([
      this.projects.workspaceId(projectId),
      this.octoperf.call('variables', z.array(ListedVariable), { projectId }),
      withUsages ? projectTrees(this.octoperf, projectId, TREES) : { trees: [], total: 0 },
    ]);
    const scanned = trees.map(({ id, name, children }) => ({ virtualUserId: id, name, references: referencesIn(children) }));
    const usagesOf = (variable: ListedVariable) => scanned
      .map(({ virtualUserId, name, references }) => ({ virtualUserId, name, uses: namesOf(variable).reduce((sum, used) => sum + (references.get(used) ?? 0), 0) }))
      .filter(({ uses }) => uses > 0);
    const { entries, ...rest } = narrowed(all, narrow, (variable) => ({ ...variableListing(variable, this.links.variable(workspaceId, projectId, variable.id)), ...(withUsages ? { usages: usagesOf(variable) } : {}) }));
    return { variables: entries, ...rest, ...(total > trees.length ? { note: `usages tell of ${trees.length} of ${total} Virtual Users` } : {}) };
  }
}
