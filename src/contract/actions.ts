import { z } from 'zod';
import { ASSERTIONS } from './assertions.js';
import { EXTRACTORS } from './extractors.js';
import { Header, Parameter, PostData } from './post-data.js';
import { Thinktime, ThinktimeConstant, ThinktimeGaussian, ThinktimeText, ThinktimeUniform } from './think-time.js';
import { typed } from './wire.js';

/**
 * A node of the Virtual User tree as code walks it: the type, the common fields (entities.md §3.2) and whatever else it carries.
 * Narrow it with the schema of its `@type`.
 */
export interface ActionNode {
  '@type': string;
  id: string;
  name?: string | undefined;
  enabled?: boolean | undefined;
  children?: ActionNode[] | undefined;
  [field: string]: unknown;
}

/** An omitted `enabled` reads as false: the node is stored disabled (entities.md §2, documented). */
const own = { id: z.string(), name: z.string().default(''), enabled: z.boolean().default(false) };
const children: z.ZodType<ActionNode[]> = z.lazy(() => z.array(Action));
const nested = { ...own, children };
const counted = z.string();

export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'] as const;

/** One HTTP sampler (entities.md §3.4). `headers`, `postData`, `downloadResources` are documented keys, the rest S. Custom verbs of imports are kept. */
export const HttpRequestAction = typed('HttpRequestAction', {
  ...nested,
  serverId: z.string(),
  method: z.string().regex(/^(?:[A-Za-z0-9!#$%&'*+.^_`|~-]|\$\{[^{}\s]+\})+$/).describe(`HTTP verb, usually one of ${HTTP_METHODS.join(', ')}; may be a \${variable}`),
  path: z.string(),
  queryParameters: z.array(Parameter).default([]),
  headers: z.array(Header).default([]),
  postData: PostData.nullable().default(null),
  followRedirects: z.boolean().default(false),
  downloadResources: z.boolean().default(false),
  encoding: z.string().default(''),
  keepAlive: z.boolean().default(true),
});
export type HttpRequestAction = z.infer<typeof HttpRequestAction>;

export const ContainerAction = typed('ContainerAction', { ...nested, includeTimers: z.boolean().default(false) });
export const LoopContainerAction = typed('LoopContainerAction', { ...nested, count: counted.describe('digits or ${variable}; -1 = forever') });
export const IfContainerAction = typed('IfContainerAction', { ...nested, condition: z.string(), useExpression: z.boolean().default(false) });
export const WhileContainerAction = typed('WhileContainerAction', { ...nested, condition: z.string() });
export const ForEachContainerAction = typed('ForEachContainerAction', {
  ...nested,
  inputVariablePrefix: z.string(),
  outputVariable: z.string(),
  startIndex: z.int().nullish(),
  endIndex: z.int().nullish(),
  useSeparator: z.boolean().default(true),
});
export const RandomContainerAction = typed('RandomContainerAction', nested);
export const RandomOrderContainerAction = typed('RandomOrderContainerAction', nested);
export const OnceOnlyContainerAction = typed('OnceOnlyContainerAction', nested);
export const ParallelContainerAction = typed('ParallelContainerAction', { ...nested, parentSample: z.boolean().default(false) });
export const FlowControlContainerAction = typed('FlowControlContainerAction', {
  ...nested,
  style: z.enum(['PERCENT', 'TOTAL']),
  value: z.string(),
  perUser: z.boolean().default(false),
});

export const LinkAction = typed('LinkAction', { ...own, virtualUserId: z.string(), actionId: z.string() });
export const DelayAction = typed('DelayAction', { ...own, thinktime: Thinktime });

const script = { language: z.string().default('groovy'), script: z.string().default(''), parameters: z.string().default(''), filename: z.string().default('') };
/** May own processors, yet the documented examples leave `children` out (entities.md §3.4, A.1). */
export const JSR223Action = typed('JSR223Action', { ...own, ...script, children: children.default([]) });
export const JSR223PreProcessor = typed('JSR223PreProcessor', { ...own, ...script });
export const JSR223PostProcessor = typed('JSR223PostProcessor', { ...own, ...script });

/** Has no `name`: the skill says not to add one (entities.md §3.2, documented). */
export const DebugAction = z.strictObject({
  '@type': z.literal('DebugAction'),
  id: z.string(),
  enabled: z.boolean().default(false),
  variablesDisplayed: z.boolean().default(false),
  propertiesDisplayed: z.boolean().default(false),
  systemPropertiesDisplayed: z.boolean().default(false),
  jmx: z.unknown().optional().describe('original of an imported JMeter element'),
});

export const RendezVousAction = typed('RendezVousAction', {
  ...own,
  scope: z.enum(['GLOBAL', 'LOCAL']),
  timeoutMs: z.int().min(0),
  type: z.enum(['PERCENTAGE', 'COUNT']),
  value: z.int().min(0),
});
export const PutQueueAction = typed('PutQueueAction', { ...own, queueName: z.string(), value: z.string(), retries: z.int().min(0).default(0) });
export const PollQueueAction = typed('PollQueueAction', { ...own, queueName: z.string(), variableName: z.string(), retries: z.int().min(0).default(0) });
export const SetRuntimePropertyAction = typed('SetRuntimePropertyAction', { ...own, propertyName: z.string(), propertyValue: z.string() });
export const SLAProfileAction = typed('SLAProfileAction', { ...own, profileId: z.string() });
export const PlaywrightSpecAction = typed('PlaywrightSpecAction', { ...own, filename: z.string(), content: z.string() });
export const WebDriverAction = typed('WebDriverAction', { ...own, script: z.string(), language: z.string().default('javascript'), parameters: z.string().default('') });

/** A raw JMeter element the platform does not model; kept verbatim (entities.md §3.4, S). */
export const GenericAction = typed('GenericAction', { ...nested, testClass: z.string(), guiClass: z.string(), properties: z.record(z.string(), z.unknown()).default({}) });

/** Every kind of node a tree may hold (entities.md §3.3: the naming pattern is documented, spellings marked S/I there are ours). */
export const Action = z.discriminatedUnion('@type', [
  HttpRequestAction, ContainerAction, LoopContainerAction, IfContainerAction, WhileContainerAction, ForEachContainerAction,
  RandomContainerAction, RandomOrderContainerAction, OnceOnlyContainerAction, ParallelContainerAction, FlowControlContainerAction,
  LinkAction, DelayAction, JSR223Action, JSR223PreProcessor, JSR223PostProcessor, DebugAction, RendezVousAction, PutQueueAction,
  PollQueueAction, SetRuntimePropertyAction, SLAProfileAction, PlaywrightSpecAction, WebDriverAction, GenericAction,
  ThinktimeConstant, ThinktimeUniform, ThinktimeGaussian, ThinktimeText, ...EXTRACTORS, ...ASSERTIONS,
]).meta({ id: 'Action' });

/** Types that group other actions and are reported as containers. */
export const CONTAINER_TYPES: ReadonlySet<string> = new Set([
  'ContainerAction', 'LoopContainerAction', 'IfContainerAction', 'WhileContainerAction', 'ForEachContainerAction', 'RandomContainerAction',
  'RandomOrderContainerAction', 'OnceOnlyContainerAction', 'ParallelContainerAction', 'FlowControlContainerAction',
]);

/** Every node of a tree with the nodes above it, parents before children. */
export function* walkActions(nodes: readonly ActionNode[], above: readonly ActionNode[] = []): Generator<{ node: ActionNode; above: readonly ActionNode[] }> {
  for (const node of nodes) {
    yield { node, above };
    if (node.children) yield* walkActions(node.children, [...above, node]);
  }
}
