import { Resource } from '@rekog/mcp-nest';

/** What hosts of MCP Apps take for a view (ext-apps 2.0.4, `RESOURCE_MIME_TYPE`). */
export const VIEW_MIME_TYPE = 'text/html;profile=mcp-app';

/** A page that a host shows in a frame of its own beside a tool's answer. `uri` begins with `ui://`. */
export interface ViewSpec { readonly uri: string; readonly name: string; readonly title: string; readonly description: string }

interface ReadResult { contents: { uri: string; mimeType: string; text: string; _meta: object }[] }
type ResourceDecorator = (options: ViewSpec & { mimeType: string; _meta: object }) => MethodDecorator;

/** A view asks for nothing: no domain is named, so that a host lets it reach none (MCP Apps, 2026-01-26: an empty policy is the strictest). */
const META = { ui: { csp: {}, prefersBorder: true } };

/** Makes a method that returns a page the view of that address. */
export function OctoperfView(spec: ViewSpec) {
  return (target: object, key: string, descriptor: TypedPropertyDescriptor<() => string>): void => {
    const page = descriptor.value;
    if (page === undefined) return;
    const read = (): ReadResult => ({ contents: [{ uri: spec.uri, mimeType: VIEW_MIME_TYPE, text: page(), _meta: META }] });
    const method: PropertyDescriptor = { value: read, configurable: true, writable: true };
    Object.defineProperty(target, key, method);
    (Resource as ResourceDecorator)({ ...spec, mimeType: VIEW_MIME_TYPE, _meta: META })(target, key, method);
    Object.assign(descriptor, method);
  };
}

/** How a tool says which view shows its answers; hosts of the first drafts read the second key (ext-apps 2.0.4). */
export const viewMeta = (uri: string): Record<string, unknown> => ({ ui: { resourceUri: uri }, 'ui/resourceUri': uri });
