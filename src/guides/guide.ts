import { createHash } from 'node:crypto';

/** One text this server teaches: an MCP resource and a public download with the same bytes (contract/resources.yaml). */
export interface Guide {
  /** `octoperf://…`, the address of the MCP resource. */
  readonly uri: string;
  /** Where the same bytes lie below `{context-path}/public/`. */
  readonly publicPath: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: 'text/markdown' | 'application/json';
  readonly text: string;
  /** The bytes that are served, UTF-8. */
  readonly body: Buffer;
  /** Strong entity tag of the bytes, quotes included. */
  readonly etag: string;
}

/** Completes a guide by what follows from its text: the bytes and their entity tag. */
export function guideOf(words: Omit<Guide, 'body' | 'etag'>): Guide {
  const body = Buffer.from(words.text, 'utf8');
  return { ...words, body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}
