import type { BenchReportTemplate } from '../../../contract/bench-report-template.js';
import type { DockerAgent, DockerProvider, ProviderUsage } from '../../../contract/provider.js';
import type { Project } from '../../../contract/project.js';
import type { Workspace, WorkspaceMember } from '../../../contract/workspace.js';
import { type Html, html, type Piece } from '../../pages/html.js';
import { projectPath, providerPath, templatePath, workspacePath } from '../page-paths.js';
import { moment, number } from './figures.js';
import { badge, card, count, description, empty, facts, head, named, rowList, table } from './parts.js';

const roleBadge = (role: string | undefined): Html | undefined => (role === undefined ? undefined : badge(role.toLowerCase().replaceAll('_', ' ')));

/** The workspaces of an account. */
export function workspacesView(workspaces: readonly Workspace[]): Html {
  const rows = workspaces.map(({ id, name, role, lastModified, ...rest }) => ({ href: workspacePath(id), name, description: rest.description, facts: [html`changed ${moment(lastModified)}`], badge: roleBadge(role) }));
  return html`${head('Workspaces', html`<p class="lead">Each keeps its projects to its members.</p>`)}
<section class="card">${rows.length === 0 ? empty('You are a member of no workspace.', html`An agent makes one with <code>create_workspace</code>.`) : rowList(rows, 'Workspaces')}</section>`;
}

/** A workspace: its projects, who is in it, and where its load can come from. */
export function workspaceView({ workspace, projects, members, providers, templates }: { readonly workspace: Workspace; readonly projects: readonly (Project & { readonly parts: string })[]; readonly members: readonly WorkspaceMember[]; readonly providers: readonly DockerProvider[]; readonly templates: readonly BenchReportTemplate[] }): Html {
  const rows = projects.map(({ id, name, tags, parts, lastModified, ...rest }) => ({ href: projectPath(workspace.id, id), name, description: rest.description, tags, facts: [parts, html`changed ${moment(lastModified)}`] }));
  const places = providers.map(({ id, name, regions, enabled }) => ({ href: providerPath(workspace.id, id), name, facts: [count(Object.keys(regions).length, 'location')], badge: enabled ? undefined : badge('disabled', 'warn') }));
  return html`${head(workspace.name, description(workspace.description))}
${card('Projects', rows.length === 0 ? empty('No project yet.', html`An agent makes one with <code>create_project</code>.`) : rowList(rows, 'Projects'))}
${templates.length > 0 && card('Report templates', rowList(templates.map(({ id, name, items, ...rest }) => ({ href: templatePath(workspace.id, id), name, description: rest.description, facts: [count(items.length, 'widget')] })), 'Report templates'))}
<div class="pair">${card('Load comes from', rowList(places, 'Providers'))}
${card('Members', table({ caption: 'Members', columns: [{ label: 'Account' }, { label: 'Role' }], rows: members.map(({ username, role }) => [{ shown: named(username) }, { shown: role.toLowerCase().replaceAll('_', ' ') }]) }))}</div>`;
}

/** A provider: its locations with what they carry, and its agents. The command of an agent holds a secret and is not shown. */
export function providerView(provider: DockerProvider, agents: readonly DockerAgent[], usage: ProviderUsage): Html {
  const known = new Map(usage.locations.map((location) => [location.name, location]));
  const rows = Object.keys(provider.regions).map((name) => {
    const { agents: up = 0, usersRunning = 0, usersFree = 0, memoryUsed = 0, memoryTotal = 0 } = known.get(name) ?? {};
    return [{ shown: html`<code>${name}</code>` }, { shown: number(up) }, { shown: number(usersRunning) }, { shown: number(usersFree) }, { shown: `${number(memoryUsed)} of ${number(memoryTotal)} MB` }];
  });
  return html`${head(provider.name, html`<p class="meta">${badge(provider.type.toLowerCase())}${!provider.enabled && badge('disabled', 'warn')}</p>`)}
${card('Locations', table({ caption: 'Locations', columns: [{ label: 'Location' }, { label: 'Agents up', numeric: true }, { label: 'Users now', numeric: true }, { label: 'Users free', numeric: true }, { label: 'Memory', numeric: true }], rows }))}
${card('Agents', agents.length === 0 ? empty('No agent has registered yet.', html`An agent of yours gets the command with <code>get_onpremise_agent_command</code>.`) : table({ caption: 'Agents', columns: [{ label: 'Agent' }, { label: 'State' }, { label: 'Location' }, { label: 'Host' }], rows: agents.map((agent) => [{ shown: named(agent.name) }, { shown: badge(agent.state, agent.state === 'UP' ? 'good' : 'bad') }, { shown: html`<code>${agent.location}</code>` }, { shown: html`${named(agent.host)}${agent.duplicateOnHost && badge('second on this host', 'warn')}` }]) }))}
${card('Settings', facts([['Memory of a machine', mb(provider.ramMb)], ['Usable', provider.usablePercent === undefined ? undefined : `${provider.usablePercent} %`], ['Memory of a user', mb(provider.vuMb)], ['Memory of a browser user', mb(provider.realBrowserVuMb)], ['Id', html`<code class="soft">${provider.id}</code>`]]))}`;
}

const mb = (value: number | undefined): Piece => value !== undefined && `${number(value)} MB`;
