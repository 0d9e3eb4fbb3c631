import { z } from 'zod';
import { HarImportOptions } from '../../../contract/import-options.js';
import { AgentError } from '../../../errors/agent-error.js';
import { OctoperfTool, ToolController, untrusted } from '../../../mcp/index.js';
import { DeepLinks } from '../../../octoperf/deep-links.js';
import { ProjectLocator } from '../../../octoperf/project-locator.js';
import { UrlImports } from '../../../octoperf/url-imports.js';
import { projectId } from '../../vocabulary/ids.js';
import { VirtualUserListing, virtualUserListing } from '../../vocabulary/listings.js';
import { ImportedUser, notesOf } from '../imported-virtual-user.js';
import { URL_FORMATS, type UrlFormat } from './url-formats.js';

const { adBlocking, resources, thinktime } = HarImportOptions.shape;
const Params = z.object({
  projectId,
  url: z.url({ protocol: /^https?$/ }).max(2_000).describe('Address of the file, readable without signing in.'),
  format: z.literal(Object.keys(URL_FORMATS) as (keyof typeof URL_FORMATS)[]).describe('What the file is.'),
  filename: z.string().regex(/^[^/\\\p{Cc}]{1,120}$/u).optional().describe('Name for the file; a HAR names its Virtual User by it. Default: the last part of url.'),
  adBlocking: adBlocking.unwrap().optional().describe('har, jmx: as in the tools that upload.'),
  resources: resources.unwrap().optional().describe('har, jmx: as there.'),
  thinktime: thinktime.unwrap().optional().describe('har: as there.'),
  maxThinktimeMs: z.int().min(0).optional().describe('har: caps each recorded pause, milliseconds.'),
});
const Result = z.object({
  virtualUsers: z.array(VirtualUserListing),
  requests: z.int().optional().describe('Requests in them.'),
  notes: z.array(z.string()).optional().describe('What was changed, kept without being executed, or dropped.'),
  fetched: z.object({ host: z.string(), bytes: z.int() }),
});
const Imported = z.union([z.array(ImportedUser), ImportedUser.transform((one) => [one])]);

@ToolController()
export class ImportVirtualUserFromUrlTool {
  constructor(private readonly imports: UrlImports, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  @OctoperfTool({
    name: 'import_virtual_user_from_url',
    title: 'Import a file from a URL',
    description: 'Fetches a recording or test from a host that the operator allows and imports it at once: one Virtual User, of a JMX one per thread group. Nothing is sent that would sign anybody in. To merge a HAR into a Virtual User, or for a file at hand, use the upload link of its import tool. Next: describe_virtual_user, sanity_check_virtual_user.',
    effect: 'create',
    wayBack: { by: 'delete_virtual_user, delete_variable for what the import answers' },
    params: Params,
    result: Result,
  })
  async importVirtualUserFromUrl({ projectId, url, format, filename, ...options }: z.output<typeof Params>): Promise<z.input<typeof Result>> {
    const kind: UrlFormat = URL_FORMATS[format];
    const misplaced = Object.keys(options).filter((name) => !kind.options.includes(name));
    if (misplaced.length > 0) throw new AgentError(`The format ${format} has no option ${misplaced.join(', ')}.`, 'Leave it out.');
    const workspaceId = await this.projects.workspaceId(projectId);
    const { answer, host, bytes } = await this.imports.import(kind.endpoint, Imported, projectId, { ...kind, url, filename, query: options });
    const report = answer[0]?.importReport;
    const { notes } = notesOf(report);
    return {
      virtualUsers: answer.map((imported) => virtualUserListing(imported, workspaceId, this.links)),
      ...(report === undefined ? {} : { requests: report.requests }), ...(notes === undefined ? {} : { notes: notes.map(untrusted) }),
      fetched: { host, bytes },
    };
  }
}
