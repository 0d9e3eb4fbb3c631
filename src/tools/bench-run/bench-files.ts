import { z } from 'zod';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';

/** A file of a run. The REST list is one of names (octoperf-rest-api.md §3.7, documented); sizes are passed on where a backend tells them. */
const BenchFile = z.union([z.string().transform((filename) => ({ filename })), z.looseObject({ filename: z.string(), size: z.int().optional() })]);

/** The files kept of a run or validation; none until it is over. */
export async function benchFiles(octoperf: OctoperfClient, benchResultId: string): Promise<{ filename: string; size?: number | undefined }[]> {
  return octoperf.call('benchFiles', z.array(BenchFile), { benchResultId });
}

export const filename = z.string().min(1).max(500).describe('Name of a file, from list_bench_result_files.');
