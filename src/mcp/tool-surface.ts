import type { Asking } from '../config/application-config.js';
import { BoundedCache } from '../limits/bounded-cache.js';
import { type RequestedSurface, WHOLE_SURFACE } from '../scope/requested-surface.js';
import { currentRequest } from '../scope/request-scope.js';
import { withConfirmation } from './confirmation/confirmation-argument.js';
import { WORKSPACE, withDefaultWorkspace } from './default-workspace.js';
import { type Effect, EFFECTS } from './effect.js';
import { META_TOOLS, runTool } from './meta/run-tool.js';
import { SurfaceView, type WireTool } from './surface-view.js';
import { toolSpec } from './tool-spec.js';

/** What a deployment serves, as its operator decided. */
export interface SurfaceOptions {
  /** Tools per page of a list; 0 = all at once. */
  readonly pageSize: number;
  /** What the operator wants asked before a tool of an effect acts. */
  readonly asks?: (effect: Effect) => Asking;
  /** No tool that changes anything. */
  readonly readOnly?: boolean;
  /** The served areas with the names of their tools. */
  readonly areas?: ReadonlyMap<string, readonly string[]>;
}

/** Views kept at once: each holds a list as bytes, up to some 300 KB. A client can name any set of areas, so they are bounded. */
const VIEWS_MAX = 64;
const FOR_EVER = Number.MAX_SAFE_INTEGER;

/**
 * What this deployment serves: the tools of the areas it was given, in the order the protocol client sees them. Taken once from the
 * library's own list; each kind of request gets a view of it that is made once and then only read.
 */
export class ToolSurface {
  private tools: readonly WireTool[] = [];
  private metaTools: readonly WireTool[] = [];
  private whole: SurfaceView | undefined;
  private readonly views = new BoundedCache<SurfaceView>(VIEWS_MAX);
  private readonly areas: ReadonlyMap<string, readonly string[]>;
  private readonly areaOfTool: ReadonlyMap<string, string>;

  constructor(private readonly options: SurfaceOptions) {
    this.areas = options.areas ?? new Map();
    this.areaOfTool = new Map([...this.areas].flatMap(([area, names]) => names.map((name) => [name, area] as const)));
  }

  get filled(): boolean { return this.tools.length > 0; }
  /** Of every tool that is not forbidden. */
  get names(): readonly string[] { return this.tools.map((tool) => tool.name); }
  areaOf(name: string): string | undefined { return this.areaOfTool.get(name); }

  /**
   * Takes the list as mcp-nest built it; leaves out what is forbidden; adds the title it cannot express, and the argument that confirms
   * where calls must be confirmed; sorts by name so that the order never depends on loading.
   */
  fill(tools: readonly WireTool[]): void {
    const titled = tools.filter(({ name }) => this.asking(name) !== 'forbid').map((tool) => {
      const title = toolSpec(tool.name)?.title;
      const { name, ...rest } = this.asking(tool.name) === 'ask' ? withConfirmation(tool) : tool;
      return { name, ...(title === undefined ? {} : { title }), ...rest };
    }).sort((a, b) => (a.name < b.name ? -1 : 1));
    this.tools = titled.filter(({ name }) => !META_TOOLS.has(name));
    this.metaTools = titled.filter(({ name }) => META_TOOLS.has(name));
    this.whole = undefined;
  }

  /** What is asked before this tool acts. */
  asking(name: string): Asking {
    const effect = toolSpec(name)?.effect;
    return effect === undefined ? 'off' : (this.options.asks?.(effect) ?? 'off');
  }

  /** What the request that is being answered is served. To be asked once the list is there. */
  view(requested: RequestedSurface = currentRequest()?.surface ?? WHOLE_SURFACE): SurfaceView {
    const { areas, meta, workspaceId } = requested;
    const readOnly = this.isReadOnly(requested);
    if (areas.length === 0 && !meta && workspaceId === undefined && readOnly === (this.options.readOnly === true)) return (this.whole ??= this.made(requested));
    const key = `${this.narrowedTo(requested)?.join(',') ?? '*'}|${readOnly}|${meta}|${workspaceId !== undefined}`;
    const known = this.views.get(key);
    if (known !== undefined) return known;
    const made = this.made(requested);
    this.views.put(key, made, FOR_EVER);
    return made;
  }

  /** Why a request cannot be served at all, in words for whoever set up the client: never answered with more than was asked for. */
  faultOf(requested: RequestedSurface | undefined): string | undefined {
    if (requested?.fault !== undefined) return requested.fault;
    if (requested === undefined || requested.areas.length === 0) return undefined;
    const unknown = [...new Set(requested.areas.flat())].filter((area) => !this.areas.has(area));
    if (unknown.length > 0) return `This server has no area ${unknown.slice(0, 5).map((area) => JSON.stringify(area.slice(0, 40))).join(', ')}. It serves ${[...this.areas.keys()].join(', ')}.`;
    return this.narrowedTo(requested)?.length === 0 ? `No area is left: ${requested.areas.map((list) => list.join(',')).join(' and ')} have none in common. Name the areas in the path or in the header.` : undefined;
  }

  /** Why a tool cannot be called by this request though the server has it; undefined where it can, or where there is none of that name. */
  refusalOf(name: string, requested: RequestedSurface = currentRequest()?.surface ?? WHOLE_SURFACE): string | undefined {
    const spec = toolSpec(name);
    if (META_TOOLS.has(name)) return requested.meta ? undefined : notHere(name);
    if (spec === undefined) return undefined;
    if (this.isReadOnly(requested) && !isReading(spec.effect)) return `${this.options.readOnly === true ? 'This server is' : 'This endpoint was asked to be'} read-only: ${name} (${spec.title}) would change something.`;
    const areas = this.narrowedTo(requested);
    const area = this.areaOf(name);
    if (areas === undefined || area === undefined || areas.includes(area)) return undefined;
    return `${name} is in the area ${area}, and this connection is narrowed to ${areas.join(', ')}.`;
  }

  private isReadOnly({ readOnly }: RequestedSurface): boolean { return readOnly || this.options.readOnly === true; }

  /** The areas that every list names, in their own order; undefined where nothing narrows. */
  private narrowedTo({ areas }: RequestedSurface): readonly string[] | undefined {
    return areas.length === 0 ? undefined : [...this.areas.keys()].filter((area) => areas.every((list) => list.includes(area)));
  }

  private made(requested: RequestedSurface): SurfaceView {
    const areas = this.narrowedTo(requested);
    const readOnly = this.isReadOnly(requested);
    const reached = this.tools.filter(({ name }) => {
      const effect = toolSpec(name)?.effect;
      return (!readOnly || (effect !== undefined && isReading(effect))) && (areas === undefined || areas.includes(this.areaOf(name) ?? ''));
    });
    const names = reached.map(({ name }) => name);
    if (requested.meta) return new SurfaceView([...this.metaTools, runTool(this.metaTools[0], readOnly)], names, this.options.pageSize);
    const listed = requested.workspaceId === undefined ? reached : reached.map((tool) => (hasWorkspace(tool.name) ? withDefaultWorkspace(tool) : tool));
    return new SurfaceView(listed, names, this.options.pageSize);
  }
}

const notHere = (name: string): string => `${name} belongs to the endpoint /meta: here every tool is called by its own name.`;
const isReading = (effect: Effect): boolean => EFFECTS[effect].readOnlyHint;
const hasWorkspace = (name: string): boolean => Object.hasOwn(toolSpec(name)?.params.shape ?? {}, WORKSPACE);
