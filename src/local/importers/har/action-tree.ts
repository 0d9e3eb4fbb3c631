import type { ActionNode } from '../../../contract/actions.js';
import type { HarImportOptions } from '../../../contract/import-options.js';
import { elementName } from '../clean-text.js';
import type { IdSource, Recording } from '../import-result.js';
import type { ServerDrafts } from '../server-drafts.js';
import { pauseOf } from './gaps.js';
import type { Group, Step } from './grouping.js';
import type { HarEntry } from './har-entry.js';

/** What building the tree needs and fills. */
export interface TreeContext {
  readonly options: HarImportOptions;
  readonly ids: IdSource;
  readonly servers: ServerDrafts;
  readonly recordings: Recording[];
}

/** A pause as a processor of a request (`THINKTIMES`), ms. */
function thinktime(context: TreeContext, value: number): ActionNode {
  return { '@type': 'ThinktimeConstant', id: context.ids.id(), name: 'Think time', enabled: true, value };
}

/** A pause as a step of its own (`DELAYS`), ms. */
function delay(context: TreeContext, value: number): ActionNode {
  return { '@type': 'DelayAction', id: context.ids.id(), name: 'Delay', enabled: true, thinktime: thinktime(context, value) };
}

/**
 * One HTTP sampler. Named by its path so that reports can be read (an empty name would mean the path as well). Redirects are not
 * followed: the recording holds the target as a request of its own, which correlation needs and the 3XX/3XX cell of the
 * validation matrix accepts (entities.md E.9).
 */
function httpAction(context: TreeContext, entry: HarEntry): ActionNode {
  const { target } = entry;
  return {
    '@type': 'HttpRequestAction',
    id: context.ids.id(),
    name: elementName(target.path, '/'),
    enabled: true,
    serverId: context.servers.keyOf(target),
    method: entry.method,
    path: target.path,
    queryParameters: target.queryParameters,
    headers: entry.headers,
    postData: entry.postData,
    followRedirects: false,
    downloadResources: false,
    encoding: entry.encoding,
    keepAlive: true,
    children: [],
  };
}

/** A WebSocket as the element of JMeter's "WebSocket Samplers by Peter Doornbosch" plugin, switched off: engines may lack it. */
function webSocketAction(context: TreeContext, entry: HarEntry): ActionNode {
  const { target } = entry;
  const query = target.url.indexOf('?');
  return {
    '@type': 'GenericAction',
    id: context.ids.id(),
    name: elementName(target.path, '/'),
    enabled: false,
    testClass: 'eu.luminis.jmeter.wssampler.OpenWebSocketSampler',
    guiClass: 'eu.luminis.jmeter.wssampler.OpenWebSocketSamplerGui',
    properties: {
      TLS: target.protocol === 'HTTPS',
      server: target.hostname,
      port: String(target.port),
      path: query === -1 ? target.path : `${target.path}${target.url.slice(query)}`,
    },
    children: [],
  };
}

function stepActions(context: TreeContext, { entry, gapMs }: Step): { before: ActionNode[]; action: ActionNode } {
  const action = entry.webSocketMessages === undefined ? httpAction(context, entry) : webSocketAction(context, entry);
  if (entry.response !== undefined) context.recordings.push({ actionId: action.id, request: entry.request, response: entry.response });
  const pause = pauseOf(gapMs, context.options.maxThinktimeMs);
  if (pause === 0 || action['@type'] !== 'HttpRequestAction') return { before: [], action };
  if (context.options.thinktime === 'DELAYS') return { before: [delay(context, pause)], action };
  action.children = [thinktime(context, pause)];
  return { before: [], action };
}

/** The containers of an import in order. A delay before the first request of a container stands before the container. */
export function actionTree(groups: readonly Group[], context: TreeContext): ActionNode[] {
  return groups.flatMap((group) => {
    const id = context.ids.id();
    const steps = group.steps.map((step) => stepActions(context, step));
    const children = steps.flatMap(({ before, action }, at) => (at === 0 ? [action] : [...before, action]));
    const container: ActionNode = { '@type': 'ContainerAction', id, name: group.name, enabled: group.enabled, includeTimers: false, children };
    return [...(steps[0]?.before ?? []), container];
  });
}
