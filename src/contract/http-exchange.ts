import { z } from 'zod';
import { Header } from './post-data.js';

/** One captured message. Class names documented, fields ours (entities.md §9.3). `body` is text; binary is `bodyEncoding: base64`. */
export const HttpRequestEntity = z.looseObject({
  method: z.string(),
  url: z.string(),
  headers: z.array(Header),
  body: z.string().default(''),
  bodyEncoding: z.enum(['text', 'base64']).default('text'),
  bodySize: z.int().optional().describe('bytes of the whole body; larger than body when it was cut'),
});
export type HttpRequestEntity = z.infer<typeof HttpRequestEntity>;

export const HttpResponseEntity = z.looseObject({
  code: z.int().describe('HTTP status; -1 = no answer, see message'),
  message: z.string().default(''),
  headers: z.array(Header),
  body: z.string().default(''),
  bodyEncoding: z.enum(['text', 'base64']).default('text'),
  bodySize: z.int().optional(),
});
export type HttpResponseEntity = z.infer<typeof HttpResponseEntity>;

export const HttpExchange = z.looseObject({ request: HttpRequestEntity, response: HttpResponseEntity });
export type HttpExchange = z.infer<typeof HttpExchange>;
