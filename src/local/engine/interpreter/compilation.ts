import { z } from 'zod';
import type { ActionNode } from '../../../contract/actions.js';
import type { ThinktimeOverride } from '../../../contract/think-time.js';
import type { HttpServer } from '../../../contract/http-server.js';
import type { VirtualUser } from '../../../contract/virtual-user.js';
import type { BrowserPart } from '../browsers/browser-part.js';
import type { AllowedHosts } from '../http/allowed-hosts.js';
import type { ProjectFiles } from '../http/project-files.js';
import { PlanRefused, type OnceLog } from '../engine-log.js';
import type { PlaySettings, Step } from './play.js';
import { NO_PROCESSORS, type Aftermath, type Assertion, type PostProcessor, type PreProcessor, type Processors, type Timer } from './processors.js';
import type { Demands } from './http-sampler.js';
import type { RunState } from './run-state.js';
import type { SampledAction } from './sample.js';
import { Template } from './template.js';

/** Deepest tree played; a designed one is a dozen levels. */
const DEEPEST = 200;

/** Where in the tree a node stands. */
export interface Scope {
  readonly owner: Pick<VirtualUser, 'id' | 'name'>;
  readonly processors: Processors;
  /** Fragments entered on the way here, to notice a cycle. */
  readonly links: readonly string[];
  readonly depth: number;
}

/** What a node type becomes. Adding a type = one of these in the registry. */
export type NodeCompiler =
  | { readonly role: 'step'; compile(node: ActionNode, scope: Scope, tools: Compilation): Step }
  | { readonly role: 'timer'; compile(node: ActionNode, tools: Compilation): Timer }
  | { readonly role: 'pre'; compile(node: ActionNode, tools: Compilation): PreProcessor }
  | { readonly role: 'post'; compile(node: ActionNode, tools: Compilation): PostProcessor }
  | { readonly role: 'assertion'; compile(node: ActionNode, tools: Compilation): Assertion }
  | { readonly role: 'after'; compile(node: ActionNode, tools: Compilation): Aftermath }
  /** Sets variables at the start of each pass of the container it stands in. */
  | { readonly role: 'opening'; compile(node: ActionNode, tools: Compilation): Step }
  /** Has no effect on a run; may say so. */
  | { readonly role: 'marker'; announce?(node: ActionNode, tools: Compilation): void };

/** Everything a plan is compiled with. */
export interface CompileContext {
  compilerOf(node: ActionNode): NodeCompiler;
  readonly servers: ReadonlyMap<string, HttpServer>;
  readonly fragments: ReadonlyMap<string, VirtualUser>;
  readonly files: ProjectFiles;
  readonly hosts: AllowedHosts;
  readonly settings: PlaySettings;
  readonly thinkTime: ThinktimeOverride | null;
  readonly actions: ActionTable;
  readonly log: OnceLog;
  readonly state: RunState;
  readonly demands: Demands;
  readonly scripts: 'sandboxed' | 'refused';
  /** The real browser of the Virtual User; undefined for those that need none. */
  readonly browser: BrowserPart | undefined;
}

/** The actions of a run by number; the same action of two profiles has the same number, so its figures add up. */
export class ActionTable {
  readonly all: SampledAction[] = [];
  private readonly byKey = new Map<string, SampledAction>();

  get(action: Omit<SampledAction, 'index'>): SampledAction {
    const key = JSON.stringify([action.virtualUserId, action.actionId]);
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const made = { ...action, index: this.all.length };
    this.all.push(made);
    this.byKey.set(key, made);
    return made;
  }
}

/** Turns nodes into steps and processors. */
export class Compilation {
  constructor(readonly context: CompileContext) {}

  get demands(): Demands { return this.context.demands; }

  readonly template = (text: string): Template => Template.of(text, {
    notEvaluated: (name, reason) => { this.context.log.warn(`The function ${name} is not executed here: ${reason}. \${${name}(...)} stays as it is written.`); },
    readsPrevious: () => { this.demands.previous = true; },
  });

  /** A node's own fields, checked; its children are compiled by themselves. */
  fields<S extends z.ZodType>(schema: S, node: ActionNode): z.infer<S> {
    const parsed = schema.safeParse(node.children === undefined ? node : { ...node, children: [] });
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new PlanRefused(`The action "${node.name ?? node.id}" (${node['@type']}, id ${node.id}) cannot be played: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}. Correct it in the Virtual User.`);
  }

  action(node: ActionNode, scope: Scope, kind: SampledAction['kind'], suffix = ''): SampledAction {
    const name = node.name === undefined || node.name === '' ? (typeof node.path === 'string' ? node.path : 'Unnamed') : node.name;
    return this.context.actions.get({ virtualUserId: scope.owner.id, virtualUserName: scope.owner.name, actionId: `${node.id}${suffix}`, actionName: `${name}${suffix}`, kind });
  }

  /** Compiles what may run among a node's children; processors among them apply to all of it. */
  steps(children: readonly ActionNode[] | undefined, scope: Scope): Step[] {
    if (scope.depth > DEEPEST) throw new PlanRefused(`The Virtual User "${scope.owner.name}" is nested deeper than ${DEEPEST} levels. Flatten it.`);
    const enabled = enabledOf(children);
    const inner: Scope = { ...scope, processors: this.processors(enabled, scope.processors), depth: scope.depth + 1 };
    return enabled.flatMap((node) => {
      const compiler = this.context.compilerOf(node);
      return compiler.role === 'step' ? [compiler.compile(node, inner, this)] : [];
    });
  }

  /** What is to happen at the start of each pass of a container with these children. */
  openings(children: readonly ActionNode[] | undefined): Step[] {
    return enabledOf(children).flatMap((node) => {
      const compiler = this.context.compilerOf(node);
      return compiler.role === 'opening' ? [compiler.compile(node, this)] : [];
    });
  }

  /** The children that run, each with its name: for a container that chooses among them. */
  choices(children: readonly ActionNode[] | undefined): ActionNode[] {
    return enabledOf(children).filter((node) => this.context.compilerOf(node).role === 'step');
  }

  /** Processors that apply below a node with these children. */
  processors(children: readonly ActionNode[] | undefined, outer: Processors): Processors {
    const own = { timers: [] as Timer[], pre: [] as PreProcessor[], post: [] as PostProcessor[], assertions: [] as Assertion[], after: [] as Aftermath[] };
    for (const node of enabledOf(children)) {
      const compiler = this.context.compilerOf(node);
      if (compiler.role === 'timer') own.timers.push(compiler.compile(node, this));
      else if (compiler.role === 'pre') own.pre.push(compiler.compile(node, this));
      else if (compiler.role === 'post') own.post.push(compiler.compile(node, this));
      else if (compiler.role === 'assertion') own.assertions.push(compiler.compile(node, this));
      else if (compiler.role === 'after') own.after.push(compiler.compile(node, this));
      else if (compiler.role === 'marker') compiler.announce?.(node, this);
    }
    return {
      timers: [...outer.timers, ...own.timers], pre: [...outer.pre, ...own.pre],
      post: [...outer.post, ...own.post], assertions: [...own.assertions, ...outer.assertions], after: [...outer.after, ...own.after],
    };
  }
}

/** Nodes that are switched on: an omitted `enabled` reads as off (entities.md §2). */
export const enabledOf = (nodes: readonly ActionNode[] | undefined): readonly ActionNode[] => (nodes ?? []).filter((node) => node.enabled === true);

export const topScope = (owner: Scope['owner']): Scope => ({ owner, processors: NO_PROCESSORS, links: [], depth: 0 });
