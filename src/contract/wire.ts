import { z } from 'zod';

/** Longest entity name and description the platform accepts (octoperf-rest-api.md §1.6, documented). */
export const NAME_MAX = 80;
export const DESCRIPTION_MAX = 2000;

/** Opaque identifier taken from an earlier answer; never built by hand (entities.md §2). */
export const Id = z.string().min(1);

/** Epoch milliseconds in answers; live clients also write ISO-8601 instants (octoperf-rest-api.md §1.6). */
export const Timestamp = z.union([z.number(), z.string()]);

/** A number that the backend may answer as `"NaN"` when nothing was measured (octoperf-rest-api.md §1.5). `null` = no data. */
export const Measured = z.union([z.number(), z.literal('NaN'), z.null()]);
export type Measured = z.infer<typeof Measured>;

/** Set of free words on an entity. A missing set means empty (absent in 2019 samples). */
export const Tags = z.array(z.string()).default([]);

/** Scalars travel wrapped (octoperf-rest-api.md §1.5, documented). */
export const ValueWrapper = <T extends z.ZodType>(value: T) => z.looseObject({ value });

/** Fields that every stored design entity carries. */
export const entityFields = {
  id: z.string(),
  userId: z.string().default(''),
  name: z.string(),
  description: z.string().nullish().transform((text) => text ?? ''),
};

/** A node of a polymorphic family: Jackson's `@type` plus its own fields; unknown fields are kept. */
export function typed<T extends string, S extends z.ZodRawShape>(type: T, shape: S) {
  return z.looseObject({ '@type': z.literal(type), ...shape });
}

/** Name and description as a write call must carry them. */
export const EntityName = z.string().trim().min(1).max(NAME_MAX);
export const EntityDescription = z.string().max(DESCRIPTION_MAX);

/** Epoch milliseconds of either form; `undefined` where the value is neither. */
export function epochMs(value: z.infer<typeof Timestamp> | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = typeof value === 'number' ? value : Date.parse(value);
  return Number.isFinite(ms) ? ms : undefined;
}
