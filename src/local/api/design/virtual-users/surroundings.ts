import { Injectable } from '@nestjs/common';
import { ApplicationConfig } from '../../../../config/application-config.js';
import { type ActionNode, walkActions } from '../../../../contract/actions.js';
import type { HttpServer } from '../../../../contract/http-server.js';
import type { SanityCheckEntry } from '../../../../contract/validation.js';
import type { VariableWrapper } from '../../../../contract/variable.js';
import type { VirtualUser } from '../../../../contract/virtual-user.js';
import { type ProjectFile, sanityCheck } from '../../../design/sanity-check.js';
import type { Surroundings as EngineSurroundings } from '../../../engine/bench-protocol.js';
import { type BrowserMeans, browserMeans } from '../../../engine/browsers/chromium.js';
import { ONE_BROWSER } from '../../../engine/load/one-browser.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { badRequest, quoted } from '../../refusals.js';
import { ProjectFiles } from '../project-files/project-files.js';
import { SecretValues } from '../variables/secret-values.js';
import { filesToCheck } from './files-to-check.js';

/** What stands around the Virtual Users of a project, secrets still sealed. */
export interface ProjectSurroundings {
  readonly projectId: string;
  readonly servers: readonly HttpServer[];
  readonly variables: readonly VariableWrapper[];
  readonly fragments: readonly VirtualUser[];
  readonly files: readonly ProjectFile[];
}

const isPlayedByBrowser = ({ type }: VirtualUser): boolean => type === 'PLAYWRIGHT' || type === 'WEB_DRIVER';
const linkOf = (node: ActionNode): string | undefined => (node['@type'] === 'LinkAction' && typeof node['virtualUserId'] === 'string' ? node['virtualUserId'] : undefined);

/** Servers, variables, files and linked fragments of a project, for the design checks and for the engine. */
@Injectable()
export class Surroundings {
  constructor(private readonly database: LocalDatabase, private readonly secrets: SecretValues, private readonly files: ProjectFiles, private readonly config: ApplicationConfig) {}

  async of(projectId: string, played: readonly VirtualUser[]): Promise<ProjectSurroundings> {
    const { documents } = this.database;
    const [servers, variables] = [await documents.listByParent('httpServer', projectId), await documents.listByParent('variable', projectId)];
    return { projectId, servers, variables, fragments: await this.linked(projectId, played), files: await filesToCheck(this.files, projectId, variables) };
  }

  /** The same for the engine: secrets opened, the folder of the files, the reachable hosts named, and what may run: scripts, browsers. */
  async forEngine({ projectId, servers, variables, fragments }: ProjectSurroundings): Promise<EngineSurroundings> {
    return { servers: await Promise.all(servers.map((server) => this.secrets.openedServer(server))), fragments, filesFolder: this.files.folder(projectId), variables: await Promise.all(variables.map((variable) => this.secrets.opened(variable))), allowedHosts: this.config.local.engine.allowedHosts, scripts: this.config.local.engine.scripts, browsers: this.browsers() };
  }

  async sanityOf(virtualUser: VirtualUser, around?: ProjectSurroundings): Promise<SanityCheckEntry[]> {
    const { servers, variables, fragments, files } = around ?? (await this.of(virtualUser.projectId, [virtualUser]));
    const found = sanityCheck(virtualUser, { servers, variables, fragments, projectFiles: files });
    return isPlayedByBrowser(virtualUser) ? [...found, ...this.browserRemarks(virtualUser)] : found;
  }

  /** What whoever plans a run with a real browser has to know beforehand. */
  private browserRemarks({ id }: VirtualUser): SanityCheckEntry[] {
    const browsers = this.browsers();
    return [
      ...('refused' in browsers ? [{ level: 'WARNING' as const, message: `This server cannot play it: ${browsers.refused}`, actionId: id }] : []),
      { level: 'INFO', message: `${ONE_BROWSER}.`, actionId: id },
    ];
  }

  private browsers(): BrowserMeans {
    const { browsers, chromium = '' } = this.config.local.engine;
    return browserMeans({ browsers, chromium });
  }

  /** Refuses a Virtual User the engine cannot play: by its type, or for the errors of its sanity check, which block (behaviour.md §10.2). */
  async requirePlayable(virtualUser: VirtualUser, around: ProjectSurroundings): Promise<void> {
    if (virtualUser.type === 'FRAGMENTS') throw badRequest(`The Virtual User ${quoted(virtualUser.name)} is of type FRAGMENTS: its containers are played through the links of other Virtual Users only.`);
    const browsers = isPlayedByBrowser(virtualUser) ? this.browsers() : undefined;
    if (browsers !== undefined && 'refused' in browsers) throw badRequest(`The Virtual User ${quoted(virtualUser.name)} is of type ${virtualUser.type} and needs a real browser. ${browsers.refused}`);
    const errors = (await this.sanityOf(virtualUser, around)).filter(({ level }) => level === 'ERROR');
    if (errors.length === 0) return;
    const shown = errors.slice(0, 5).map(({ message, actionId }) => (actionId === undefined ? message : `${message} (action ${actionId})`));
    throw badRequest(`The sanity check of ${quoted(virtualUser.name)} has ${errors.length} ERROR, which must be mended first: ${shown.join('; ')}. See sanity_check_virtual_user.`);
  }

  /** Virtual Users of the project that links reach, over several steps; a link to nowhere is left for the sanity check. */
  private async linked(projectId: string, played: readonly VirtualUser[]): Promise<VirtualUser[]> {
    const found = new Map<string, VirtualUser>();
    const open = [...played];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const { node } of walkActions(next.children)) {
        const id = linkOf(node);
        if (id === undefined || found.has(id)) continue;
        const stored = await this.database.documents.find('virtualUser', id);
        if (stored === undefined || stored.parentId !== projectId) continue;
        found.set(id, stored.document);
        open.push(stored.document);
      }
    }
    return [...found.values()];
  }
}
