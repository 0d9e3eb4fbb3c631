import { z } from 'zod';

/** A place load can come from: the keys of `regions` are the location names (octoperf-rest-api.md §5.7). */
export const DockerProvider = z.looseObject({
  id: z.string(),
  name: z.string(),
  enabled: z.boolean().default(true),
  type: z.string().default('PRIVATE'),
  driver: z.string().default(''),
  regions: z.record(z.string(), z.unknown()).default({}),
});
export type DockerProvider = z.infer<typeof DockerProvider>;
