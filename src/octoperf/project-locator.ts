import type { z } from 'zod';
import { Project } from '../contract/project.js';
import type { OctoperfClient } from './octoperf-client.js';

/** Finds the workspace a project lies in, which links need. One read per project and tool call. */
export class ProjectLocator {
  private readonly found = new Map<string, Promise<z.output<typeof Project>>>();

  constructor(private readonly octoperf: OctoperfClient) {}

  project(projectId: string): Promise<z.output<typeof Project>> {
    const known = this.found.get(projectId);
    if (known !== undefined) return known;
    const read = this.octoperf.call('project', Project, { projectId });
    this.found.set(projectId, read);
    return read;
  }

  async workspaceId(projectId: string): Promise<string> { return (await this.project(projectId)).workspaceId; }
}
