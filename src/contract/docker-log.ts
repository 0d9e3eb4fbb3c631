import { z } from 'zod';

/** A line of the logs of a launch (contract of list_bench_docker_logs: fields inferred). The time is text as the backend writes it. */
export const DockerLog = z.looseObject({ timestamp: z.union([z.string(), z.number()]).optional(), level: z.string().default(''), message: z.string() });
export type DockerLog = z.infer<typeof DockerLog>;
