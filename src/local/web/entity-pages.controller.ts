import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { PublicRoute } from '../idp/public-route.js';
import { html } from '../pages/html.js';
import { document, pageHeaders } from '../pages/layout.js';

/** What a deep link points to, by the path segment before the id, and the tool that reads it (octoperf-rest-api.md §7). */
const READERS: readonly { segment: string; word: string; tool: string; parameter: string }[] = [
  { segment: 'report', word: 'report', tool: 'get_bench_report', parameter: 'reportId' },
  { segment: 'scenario', word: 'scenario', tool: 'get_scenario', parameter: 'scenarioId' },
  { segment: 'virtual-user', word: 'Virtual User', tool: 'get_virtual_user', parameter: 'virtualUserId' },
  { segment: 'project', word: 'project', tool: 'list_virtual_users', parameter: 'projectId' },
  { segment: 'workspace', word: 'workspace', tool: 'list_projects_by_workspace', parameter: 'workspaceId' },
];

/**
 * Where the links of entities lead. The embedded backend has no pages for them yet: this one says so, and how to read the entity
 * through an agent. It shows nothing that is not in its own address.
 */
@Controller()
@PublicRoute()
export class EntityPagesController {
  @Get(['ui', 'ui/workspace/*path'])
  notBuilt(@Req() request: Request, @Res() response: Response): void {
    const segments = request.path.split('/').map((segment) => decoded(segment));
    const reader = READERS.find(({ segment }) => segments.includes(segment));
    const id = reader === undefined ? undefined : segments[segments.lastIndexOf(reader.segment) + 1];
    const body = html`<h1>No page here yet</h1>
<p>The embedded backend has no page for this ${reader?.word ?? 'address'} yet. What it holds is real: an agent that is connected to this server can read it.</p>
${id !== undefined && id !== '' && reader !== undefined && html`<p>Ask your agent, or call the tool <code>${reader.tool}</code> with <code>${reader.parameter}</code>:</p><p><code>${id}</code></p>`}
<p><a href="/ui/connected-apps">Connected applications</a></p>`;
    for (const [name, value] of Object.entries(pageHeaders(true))) response.setHeader(name, value);
    response.status(501).send(document({ title: 'No page here yet', body }));
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
