import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { EndpointName } from '../../contract/endpoints.js';
import { DeepLinks } from '../../octoperf/deep-links.js';
import { PresignedLinks } from '../../octoperf/presigned-links.js';
import { ProjectLocator } from '../../octoperf/project-locator.js';
import { uploadInstructions, type UploadRecipe } from './upload-instructions.js';

/** Answer of every tool that mints an upload link (behaviour.md §5.2). */
export const UploadLink = z.object({
  url: z.url().describe('Upload link: single use, about 5 minutes.'),
  method: z.string(),
  expiresAt: z.string().describe('ISO-8601'),
  instructions: z.string().describe('How to upload, and what to call next.'),
  projectUrl: z.url().describe('Page of the project, for the user.'),
});

/** Routes that take a file into a project: they differ in the path only. */
type ImportEndpoint = Extract<EndpointName, `import${string}` | `analyze${string}`>;

/** Mints links to import routes, with the words that go with them. */
@Injectable()
export class UploadLinks {
  constructor(private readonly presigned: PresignedLinks, private readonly projects: ProjectLocator, private readonly links: DeepLinks) {}

  /** Options are fixed here, not in the upload (behaviour.md §5.7). Throws what the client throws. */
  async mint(name: ImportEndpoint, projectId: string, recipe: UploadRecipe, options: Readonly<Record<string, string | number | undefined>> = {}): Promise<z.input<typeof UploadLink>> {
    const projectUrl = this.links.virtualUsers(await this.projects.workspaceId(projectId), projectId);
    const minted = await this.presigned.mint(name, { projectId }, options);
    const { url, method, expiresAt } = minted;
    return { url, method, expiresAt, instructions: uploadInstructions(minted, projectUrl, recipe), projectUrl };
  }
}
