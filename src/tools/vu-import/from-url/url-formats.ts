import type { FileImport } from '../../../octoperf/url-imports.js';

/** How a kind of file is sent to its route: part name and content type are those of the platform (behaviour.md §5.6); which options it takes. */
export interface UrlFormat { readonly endpoint: FileImport; readonly part: 'file' | 'files'; readonly type: string; readonly fallback: string; readonly options: readonly string[] }

export const URL_FORMATS = {
  har: { endpoint: 'importHar', part: 'file', type: 'application/json', fallback: 'recording.har', options: ['adBlocking', 'resources', 'thinktime', 'maxThinktimeMs'] },
  jmx: { endpoint: 'importJmx', part: 'file', type: 'application/xml', fallback: 'plan.jmx', options: ['adBlocking', 'resources'] },
  postman: { endpoint: 'importPostman', part: 'file', type: 'application/json', fallback: 'collection.json', options: [] },
  playwright: { endpoint: 'importPlaywright', part: 'files', type: 'text/plain; charset=utf-8', fallback: 'journey.spec.ts', options: [] },
  k6: { endpoint: 'importK6', part: 'files', type: 'text/javascript; charset=utf-8', fallback: 'test.js', options: [] },
} as const satisfies Record<string, UrlFormat>;
