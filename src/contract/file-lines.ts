import { z } from 'zod';

/** A slice of a text file: our shape for the inferred line readers of run files and project files. `from` is zero-based; `total` is absent where the file is too long to be counted. */
export const FileLines = z.looseObject({ lines: z.array(z.string()), from: z.int(), total: z.int().optional() });
export type FileLines = z.infer<typeof FileLines>;
