import type { z } from 'zod';
import { type Effect, EFFECTS } from './effect.js';

/** How what a tool did is taken back: from an undo copy of what it says, by another call, or not at all and why. Shown in docs/undo.md. */
export type WayBack = { readonly copy: string } | { readonly by: string } | { readonly none: string };

/** Everything that is said about a tool, in one place: its name, words, effect, parameters and result. */
export interface ToolSpec<P extends z.ZodObject = z.ZodObject, R extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** What comes back; when to use it; what to call next. Every word is paid for in every conversation. */
  readonly description: string;
  readonly effect: Effect;
  /** Of every tool that writes, and of no other. */
  readonly wayBack?: WayBack;
  /** `ui://…` of the view that shows its answers, where a host can (MCP Apps). */
  readonly view?: string;
  readonly params: P;
  readonly result: R;
}

const SPEC = Symbol('octoperf tool');
/** Every tool whose class has been loaded, by name. What a deployment serves is a subset: the areas it was given. */
const declared = new Map<string, ToolSpec>();

/**
 * Remembers a tool's spec on its method. Throws where two tools claim one name (mcp-nest would silently keep the last), and where a
 * tool that writes does not say how that is taken back.
 */
export function declareTool(spec: ToolSpec, method: object): void {
  if (declared.has(spec.name)) throw new Error(`Two tools are named ${spec.name}`);
  if (EFFECTS[spec.effect].readOnlyHint === (spec.wayBack !== undefined)) throw new Error(`${spec.name} (${spec.effect}) ${spec.wayBack === undefined ? 'does not say how it is taken back' : 'has nothing to take back'}`);
  declared.set(spec.name, spec);
  Reflect.defineMetadata(SPEC, spec, method);
}

export const toolSpec = (name: string): ToolSpec | undefined => declared.get(name);

/** The spec of a method that is a tool. Throws for any other. */
export function specOf(method: object): ToolSpec {
  const spec = Reflect.getMetadata(SPEC, method) as ToolSpec | undefined;
  if (spec === undefined) throw new Error('The method is not a tool');
  return spec;
}

/** The specs on the methods of a tool class. */
export function specsOf(toolClass: { prototype: object }): ToolSpec[] {
  return Object.getOwnPropertyNames(toolClass.prototype).flatMap((key) => {
    const method: unknown = Object.getOwnPropertyDescriptor(toolClass.prototype, key)?.value;
    const spec = typeof method === 'function' ? (Reflect.getMetadata(SPEC, method) as ToolSpec | undefined) : undefined;
    return spec === undefined ? [] : [spec];
  });
}
