import { z } from 'zod';
import { typed } from './wire.js';

const node = { id: z.string(), name: z.string().default(''), enabled: z.boolean().default(false) };
const milliseconds = z.int().min(0);

/** Pauses, in milliseconds (entities.md §3.4 "Thinktime"). `ThinktimeConstant` documented, the siblings S/I. */
export const ThinktimeConstant = typed('ThinktimeConstant', { ...node, value: milliseconds });
export const ThinktimeUniform = typed('ThinktimeUniform', { ...node, min: milliseconds, max: milliseconds });
export const ThinktimeGaussian = typed('ThinktimeGaussian', { ...node, mean: milliseconds, deviation: milliseconds });
export const ThinktimeText = typed('ThinktimeText', { ...node, value: z.string() });
export const Thinktime = z.discriminatedUnion('@type', [ThinktimeConstant, ThinktimeUniform, ThinktimeGaussian, ThinktimeText]).meta({ id: 'Thinktime' });
export type Thinktime = z.infer<typeof Thinktime>;

/** Profile-wide override of every think time; a throughput target disables pacing (entities.md §4.4). */
const valueOnly = { id: z.string().optional(), name: z.string().optional(), enabled: z.boolean().optional() };
export const ThinktimeOverride = z.discriminatedUnion('@type', [
  typed('ThinktimeConstant', { ...valueOnly, value: milliseconds }),
  typed('ThinktimeUniform', { ...valueOnly, min: milliseconds, max: milliseconds }),
  typed('ThinktimeGaussian', { ...valueOnly, mean: milliseconds, deviation: milliseconds }),
  typed('ThinktimeText', { ...valueOnly, value: z.string() }),
  typed('ThinktimeThroughput', { hitsPerSecond: z.number().positive() }),
]);
export type ThinktimeOverride = z.infer<typeof ThinktimeOverride>;
