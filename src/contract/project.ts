import { z } from 'zod';
import { entityFields, Tags, Timestamp } from './wire.js';

/** `RESULT` projects hold the frozen copy of a run (bzm-to-octoperf-maven-plugin, documented). */
export const ProjectType = z.enum(['DESIGN', 'RESULT']);

/** A project (bzm-to-octoperf-maven-plugin Project, documented). */
export const Project = z.looseObject({
  ...entityFields,
  workspaceId: z.string(),
  type: ProjectType.default('DESIGN'),
  tags: Tags,
  created: Timestamp.optional(),
  lastModified: Timestamp.optional(),
});
export type Project = z.infer<typeof Project>;
