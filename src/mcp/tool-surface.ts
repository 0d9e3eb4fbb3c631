import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Asking } from '../config/application-config.js';
import { withConfirmation } from './confirmation/confirmation-argument.js';
import type { Effect } from './effect.js';
import { toolSpec, type ToolSpec } from './tool-spec.js';

/** A tool as it stands in tools/list. */
export interface WireTool { readonly name: string; readonly title?: string; readonly _meta?: Record<string, unknown>; [field: string]: unknown }

/**
 * What this deployment serves: the tools of the areas it was given, in the order the protocol client sees them. Built once from
 * the library's own list and then only read; paged where the operator wants pages.
 */
export class ToolSurface {
  private tools: readonly WireTool[] = [];

  /** @param asks what the operator wants asked before a tool of an effect acts. */
  constructor(private readonly pageSize: number, private readonly asks: (effect: Effect) => Asking = () => 'off') {}

  get filled(): boolean { return this.tools.length > 0; }
  get names(): readonly string[] { return this.tools.map((tool) => tool.name); }

  /**
   * Takes the list as mcp-nest built it; leaves out what is forbidden; adds the title it cannot express, and the argument that confirms
   * where calls must be confirmed; sorts by name so that the order never depends on loading.
   */
  fill(tools: readonly WireTool[]): void {
    this.tools = tools.filter(({ name }) => this.asking(name) !== 'forbid').map((tool) => {
      const title = toolSpec(tool.name)?.title;
      const { name, ...rest } = this.asking(tool.name) === 'ask' ? withConfirmation(tool) : tool;
      return { name, ...(title === undefined ? {} : { title }), ...rest };
    }).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** What is asked before this tool acts. */
  asking(name: string): Asking {
    const effect = toolSpec(name)?.effect;
    return effect === undefined ? 'off' : this.asks(effect);
  }

  spec(name: string): ToolSpec | undefined {
    return this.tools.some((tool) => tool.name === name) ? toolSpec(name) : undefined;
  }

  /** One page and the cursor of the next. Throws -32602 for a cursor that was not given out here. */
  page(cursor: unknown): { tools: readonly WireTool[]; nextCursor?: string } {
    if (this.pageSize === 0 && cursor === undefined) return { tools: this.tools };
    return pageOf('tools', this.tools, cursor, this.pageSize);
  }
}

/** Cuts a list into pages; the cursor is opaque to the client. Throws -32602 for one that no page of this list gave out. */
export function pageOf<K extends string, T>(key: K, all: readonly T[], cursor: unknown, pageSize: number): Record<K, readonly T[]> & { nextCursor?: string } {
  const from = cursor === undefined ? 0 : startOf(cursor, all.length, pageSize);
  const until = pageSize === 0 ? all.length : from + pageSize;
  const page = { [key]: all.slice(from, until) } as unknown as Record<K, readonly T[]>;
  return until < all.length ? { ...page, nextCursor: cursorAt(until) } : page;
}

const cursorAt = (index: number): string => Buffer.from(String(index)).toString('base64url');

/** Where the page of a cursor begins. */
function startOf(cursor: unknown, length: number, pageSize: number): number {
  for (let start = pageSize; pageSize > 0 && start < length; start += pageSize) if (cursorAt(start) === cursor) return start;
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid cursor: take it from the previous page');
}
