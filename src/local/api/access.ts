import { Injectable } from '@nestjs/common';
import type { WorkspaceRole } from '../../contract/workspace.js';
import type { CollectionName, Collections } from '../storage/collections.js';
import type { Stored } from '../storage/document-store.js';
import type { Account } from '../storage/identity-store.js';
import { LocalDatabase } from '../storage/local-database.js';
import type { Stores } from '../storage/stores.js';
import { forbidden, notFound, quoted } from './refusals.js';

/**
 * What a call does, and the roles that may (behaviour.md §7.2, documented): `edit` = anything inside a project but its Virtual
 * Users; `design` = Virtual Users, and making or removing whole projects; `administer` = the workspace itself.
 */
const ROLES = {
  read: ['ADMIN', 'TESTER', 'TEST_EXECUTOR', 'VIEWER', 'CUSTOM'],
  edit: ['ADMIN', 'TESTER', 'TEST_EXECUTOR'],
  design: ['ADMIN', 'TESTER'],
  administer: ['ADMIN'],
} as const satisfies Record<string, readonly WorkspaceRole[]>;
export type Right = keyof typeof ROLES;

/** How each kind of document is called, and where its ids are listed. */
const KINDS: Readonly<Record<CollectionName, { readonly label: string; readonly listing: string }>> = {
  workspace: { label: 'workspace', listing: 'list_workspaces' },
  project: { label: 'project', listing: 'list_projects_by_workspace' },
  provider: { label: 'provider', listing: 'list_docker_providers_by_workspace' },
  agent: { label: 'agent', listing: 'list_provider_agents' },
  virtualUser: { label: 'Virtual User', listing: 'list_virtual_users' },
  httpServer: { label: 'HTTP server', listing: 'list_http_servers_by_project' },
  variable: { label: 'variable', listing: 'list_variables' },
  correlationRule: { label: 'correlation rule', listing: 'list_correlation_rules' },
  slaProfile: { label: 'SLA profile', listing: 'list_sla_profiles' },
  scenario: { label: 'scenario', listing: 'list_scenarios_by_project' },
  scheduledJob: { label: 'scheduled job', listing: 'list_scheduled_jobs_by_project' },
  benchResult: { label: 'bench result', listing: 'the benchResultIds of a bench report' },
  benchReport: { label: 'bench report', listing: 'list_bench_reports_by_project' },
  benchReportTemplate: { label: 'report template', listing: 'list_report_templates' },
  frozenRun: { label: 'result project', listing: 'list_projects_by_workspace' },
};

/** Who may see and do what: membership of a workspace and the role in it decide; a platform administrator may do everything. */
@Injectable()
export class Access {
  constructor(private readonly database: LocalDatabase) {}

  /** The document, if the caller may do this to it. 404 when it is missing or in somebody else's workspace, 403 when the role falls short. */
  async document<C extends CollectionName>(caller: Account, collection: C, id: string, right: Right): Promise<Stored<Collections[C]>> {
    const stored = await this.database.documents.find(collection, id);
    if (stored === undefined || !(await this.allows(caller, stored.workspaceId, right))) throw missing(collection, id);
    return stored;
  }

  /** Whether the caller may know of the workspace at all. */
  async belongs(caller: Account, workspaceId: string): Promise<boolean> {
    return caller.platformAdmin || (await this.database.members.role(workspaceId, caller.id)) !== undefined;
  }

  /** Whether the caller belongs to the workspace; 403 where it does, in a role that falls short. */
  private async allows(caller: Account, workspaceId: string, right: Right): Promise<boolean> {
    if (caller.platformAdmin) return true;
    const role = await this.database.members.role(workspaceId, caller.id);
    if (role === undefined) return false;
    const sufficient: readonly WorkspaceRole[] = ROLES[right];
    if (sufficient.includes(role)) return true;
    throw forbidden(`This needs the role ${sufficient.join(' or ')} in the workspace; yours is ${role}. Ask an administrator of the workspace for it.`);
  }
}

/** What a caller is told about something that is not there for them. */
export function missing(collection: CollectionName, id: string): Error {
  const { label, listing } = KINDS[collection];
  return notFound(`There is no ${label} ${quoted(id)} among those you may see. Take the id from ${listing}.`);
}

/**
 * Inside a transaction that adds to a project: 404 where it was removed since the caller's right to it was checked. Until the
 * transaction ends nobody else adds to the project or removes it, so what was counted or compared in it stays true.
 */
export async function requireProject({ documents }: Stores, projectId: string): Promise<void> {
  if (!(await documents.hold('project', projectId))) throw missing('project', projectId);
}
