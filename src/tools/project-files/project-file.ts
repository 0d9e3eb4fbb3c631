import { z } from 'zod';
import { AgentError } from '../../errors/agent-error.js';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { instant } from '../vocabulary/listings.js';

/** Project files are addressed by bare name (behaviour.md §13.4, documented). */
export const filename = z.string().min(1).max(255).regex(/^[^/\\\p{Cc}]+$/u, 'must be a bare name, without folders').refine((name) => name !== '.' && name !== '..', 'must be a bare name').describe('Bare name of the file, from list_project_files.');

export const ProjectFile = z.object({ filename: z.string(), size: z.int().optional().describe('Bytes.'), lastModified: z.string().optional().describe('ISO-8601') });
export type ProjectFile = z.input<typeof ProjectFile>;

/** The REST list is one of names (octoperf-rest-api.md §3.5, documented); sizes and times where a backend tells them. */
const ListedFile = z.union([
  z.string().transform((name): ProjectFile => ({ filename: name })),
  z.looseObject({ filename: z.string(), size: z.int().optional(), lastModified: z.union([z.number(), z.string()]).optional() }).transform(({ filename, size, lastModified }): ProjectFile => ({
    filename, ...(size === undefined ? {} : { size }), ...(lastModified === undefined ? {} : { lastModified: instant(lastModified) }),
  })),
]);

/** All files of a project, undo copies included. */
export function projectFiles(octoperf: OctoperfClient, projectId: string): Promise<ProjectFile[]> {
  return octoperf.call('projectFiles', z.array(ListedFile), { projectId }, { query: { details: true } });
}

const NAMED = 20;

/** Throws AgentError with the names there are where the project has no such file. */
export async function requireFile(octoperf: OctoperfClient, projectId: string, name: string): Promise<void> {
  const names = (await projectFiles(octoperf, projectId)).map((file) => file.filename);
  if (names.includes(name)) return;
  const shown = names.filter((other) => !isUndoCopy(other));
  throw new AgentError(`The project has no file ${JSON.stringify(name)}.`, shown.length === 0 ? 'It has none yet: upload_project_file adds one.' : `Its files: ${shown.slice(0, NAMED).join(', ')}${shown.length > NAMED ? ` and ${shown.length - NAMED} more (list_project_files)` : ''}.`);
}

/** Copies that this server keeps so that changes can be undone: no test data. */
export const isUndoCopy = (name: string): boolean => /^undo-.+\.json$/.test(name);
