/** Resource types of browsers' own field `_resourceType` that a page pulls in by itself. */
const STATIC_TYPES: ReadonlySet<string> = new Set(['stylesheet', 'script', 'image', 'imageset', 'font', 'media', 'manifest', 'texttrack', 'css', 'js', 'img']);
/** Types that are a step of the user or the application, whatever the address looks like. */
const DYNAMIC_TYPES: ReadonlySet<string> = new Set(['document', 'subdocument', 'xhr', 'xmlhttprequest', 'fetch', 'websocket', 'eventsource', 'ping', 'beacon', 'preflight']);
const STATIC_MIME = /^(?:image\/|font\/|audio\/|video\/|text\/css\b|(?:text|application)\/(?:x-)?(?:java|ecma)script\b|application\/(?:x-)?font|application\/vnd\.ms-fontobject\b|application\/manifest\+json\b|application\/wasm\b)/;
const STATIC_EXTENSION = /\.(?:css|m?js|png|jpe?g|gif|webp|avif|svg|ico|bmp|tiff?|woff2?|ttf|otf|eot|mp3|mp4|m4a|m4v|webm|ogg|ogv|wav|flac|aac|mov|avi|map|wasm|webmanifest)$/i;

/** What decides whether a recorded request is a static resource. `mimeType` is the response's. */
export interface ResourceFacts { readonly method: string; readonly path: string; readonly resourceType: string | undefined; readonly mimeType: string | undefined }

/**
 * Why a request counts as a static resource (option `resources: REMOVE`); undefined where it does not. The browser's own word
 * wins, then the response's type, then the extension. Only GET and HEAD can fetch a resource.
 */
export function staticReason(facts: ResourceFacts): string | undefined {
  if (facts.method !== 'GET' && facts.method !== 'HEAD') return undefined;
  const type = facts.resourceType?.toLowerCase() ?? '';
  if (DYNAMIC_TYPES.has(type)) return undefined;
  if (STATIC_TYPES.has(type)) return `static resource (${type})`;
  const mimeType = facts.mimeType?.trim().toLowerCase() ?? '';
  if (STATIC_MIME.test(mimeType)) return `static resource (${mimeType.split(';', 1)[0] ?? mimeType})`;
  const extension = STATIC_EXTENSION.exec(facts.path)?.[0];
  return extension === undefined ? undefined : `static resource (${extension})`;
}
