import type { ToolSpec } from './tool-spec.js';

/** The parameter that the path of an endpoint can give a default for. */
export const WORKSPACE = 'workspaceId';
const DEFAULT = 'Default: the workspace of this endpoint\'s path.';

type Json = Record<string, unknown>;
interface WithInput { readonly inputSchema?: unknown; [field: string]: unknown }

/** A tool of the list, with the workspace optional. It does not name the workspace: one list serves them all. */
export function withDefaultWorkspace<T extends WithInput>(tool: T): T {
  const schema = (tool.inputSchema ?? {}) as { properties?: Record<string, Json>; required?: string[] };
  const { required = [], properties = {}, ...rest } = schema;
  const own = properties[WORKSPACE] ?? {};
  const { description } = own;
  const left = required.filter((name) => name !== WORKSPACE);
  return { ...tool, inputSchema: { ...rest, properties: { ...properties, [WORKSPACE]: { ...own, description: typeof description === 'string' ? `${description} ${DEFAULT}` : DEFAULT } }, ...(left.length === 0 ? {} : { required: left }) } };
}

/** Whether a tool takes a workspace and was not told which. */
export const lacksWorkspace = (spec: ToolSpec | undefined, args: Readonly<Json> | undefined): boolean => spec !== undefined && Object.hasOwn(spec.params.shape, WORKSPACE) && args?.[WORKSPACE] === undefined;

/** What is said to a call that has no workspace from anywhere. */
export const noWorkspace = (endpoint: string): string => `Take workspaceId from list_workspaces, or let the client connect to ${endpoint}/w/{workspaceId}, which gives every tool its workspace`;
