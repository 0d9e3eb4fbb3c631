import { pageOf } from './paging.js';
import { toolSpec, type ToolSpec } from './tool-spec.js';

/** A tool as it stands in tools/list. */
export interface WireTool { readonly name: string; readonly title?: string; readonly _meta?: Record<string, unknown>; [field: string]: unknown }

/** What one kind of request is served: what it can list, and what it can reach. Made once and then only read. */
export class SurfaceView {
  /** The whole list as bytes of JSON, once somebody asked for it. As text it would be turned into bytes again for every answer. */
  bytes: Buffer | undefined;
  private readonly reached: ReadonlySet<string>;

  /** @param tools what is listed; @param reachable what can be called, in the order of the list */
  constructor(readonly tools: readonly WireTool[], readonly reachable: readonly string[], private readonly pageSize: number) {
    this.reached = new Set(reachable);
  }

  reaches(name: string): boolean { return this.reached.has(name); }

  /** The spec of a tool that can be called here. */
  spec(name: string): ToolSpec | undefined { return this.reached.has(name) ? toolSpec(name) : undefined; }

  /** One page and the cursor of the next. Throws -32602 for a cursor that was not given out here. */
  page(cursor: unknown): { tools: readonly WireTool[]; nextCursor?: string } {
    if (this.pageSize === 0 && cursor === undefined) return { tools: this.tools };
    return pageOf('tools', this.tools, cursor, this.pageSize);
  }
}
