import { z } from 'zod';
import { baseUrlOf, type HttpServer } from '../../contract/http-server.js';
import { url } from '../vocabulary/listings.js';

export const HttpServerListing = z.object({
  id: z.string(),
  baseUrl: z.string(),
  connectTimeoutMs: z.int(),
  responseTimeoutMs: z.int(),
  ipSpoofing: z.boolean(),
  url,
});

export function httpServerListing(server: HttpServer, link: string): z.input<typeof HttpServerListing> {
  const { id, connectTimeoutMs, responseTimeoutMs, ipSpoofing } = server;
  return { id, baseUrl: baseUrlOf(server), connectTimeoutMs, responseTimeoutMs, ipSpoofing, url: link };
}
