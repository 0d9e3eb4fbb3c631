import { type ActionNode, CONTAINER_TYPES, HttpRequestAction } from '../../contract/actions.js';
import type { HttpServer } from '../../contract/http-server.js';
import type { SanityCheckEntry } from '../../contract/validation.js';
import type { DesignSurroundings } from './sanity-check.js';

/** A think time above this is called high; the published threshold is unknown, ours (entities.md Appendix D). */
const HIGH_THINKTIME_MS = 60_000;
/** Field that holds the longest pause of a think time, by type. */
const LONGEST_FIELD: ReadonlyMap<string, string> = new Map([['ThinktimeConstant', 'value'], ['ThinktimeUniform', 'max'], ['ThinktimeGaussian', 'mean']]);
const SCRIPTS: ReadonlySet<string> = new Set(['JSR223Action', 'JSR223PreProcessor', 'JSR223PostProcessor']);

const complain = (node: ActionNode, level: SanityCheckEntry['level'], message: string, detail?: string): SanityCheckEntry => ({ level, message, actionId: node.id, ...(detail === undefined ? {} : { detail }) });
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function hostComplaints(node: ActionNode, request: HttpRequestAction, server: HttpServer | undefined): SanityCheckEntry[] {
  const host = request.headers.find(({ name }) => name.toLowerCase() === 'host')?.value;
  if (host === undefined || server === undefined || host.includes('${') || server.hostname.includes('${')) return [];
  const hostname = server.hostname.toLowerCase();
  const same = [hostname, `${hostname}:${server.port}`].includes(host.trim().toLowerCase());
  return same ? [] : [complain(node, 'INFO', 'Host header and server host are differing', `${host} and ${server.hostname}`)];
}

/** Names of project files that a request body is read from; names with a variable in them are only known when it runs. */
function bodyFiles({ postData }: HttpRequestAction): string[] {
  if (postData?.['@type'] === 'FilePostData') return [postData.filename];
  if (postData?.['@type'] !== 'MultipartPostData') return [];
  return postData.parts.flatMap((part) => (part['@type'] === 'MultipartFilePart' ? [part.filename] : []));
}

function requestComplaints(node: ActionNode, { servers, projectFiles }: DesignSurroundings): SanityCheckEntry[] {
  const parsed = HttpRequestAction.safeParse(node);
  if (!parsed.success) return [];
  const request = parsed.data;
  const server = servers.find(({ id }) => id === request.serverId);
  const found = server === undefined ? [complain(node, 'ERROR', 'No Server Found', request.serverId)] : [];
  if (request.headers.some(({ name }) => name.toLowerCase() === 'cookie')) found.push(complain(node, 'WARNING', 'Clear Cookies before recording …'));
  for (const filename of bodyFiles(request)) {
    if (!filename.includes('${') && !projectFiles.some(({ name }) => name === filename)) found.push(complain(node, 'WARNING', 'file is missing for POST request', filename));
  }
  if (request.queryParameters.some(({ name, value }) => name === '' && value === '')) found.push(complain(node, 'INFO', 'HTTP Action has empty query parameter'));
  return [...found, ...hostComplaints(node, request, server)];
}

/** Longest pause of a think time node in ms; undefined for anything else and for one held in a variable. */
function longestPause(node: Record<string, unknown>): number | undefined {
  const field = LONGEST_FIELD.get(String(node['@type']));
  const value = field === undefined ? undefined : node[field];
  return typeof value === 'number' ? value : undefined;
}

function pauseComplaints(node: ActionNode): SanityCheckEntry[] {
  const thinktime = node['@type'] === 'DelayAction' && isObject(node['thinktime']) ? node['thinktime'] : node;
  const pause = longestPause(thinktime);
  return pause === undefined || pause <= HIGH_THINKTIME_MS ? [] : [complain(node, 'INFO', `${Math.round(pause / 1000)} sec thinktime is high`)];
}

function containerComplaints(node: ActionNode): SanityCheckEntry[] {
  if (!CONTAINER_TYPES.has(node['@type'])) return [];
  const found = isText(node.name) ? [] : [complain(node, 'INFO', `${node['@type']} should have a name`)];
  if ((node.children ?? []).length === 0) found.push(complain(node, 'INFO', `${isText(node.name) ? node.name : node['@type']} is empty`));
  return found;
}

/** What is wrong with one node, whatever its kind (entities.md Appendix D). `cycles` holds the ids of links that lead into a loop. */
export function actionComplaints(node: ActionNode, surroundings: DesignSurroundings, cycles: ReadonlySet<string>): SanityCheckEntry[] {
  const found: SanityCheckEntry[] = [];
  if (node['@type'] === 'HttpRequestAction') found.push(...requestComplaints(node, surroundings));
  if (SCRIPTS.has(node['@type']) && !isText(node['script']) && !isText(node['filename'])) found.push(complain(node, 'ERROR', 'JSR223Action is empty'));
  if (cycles.has(node.id)) found.push(complain(node, 'ERROR', 'Cyclic Dependency Detected!'));
  if (node['@type'] === 'GenericAction') found.push(complain(node, 'INFO', 'Using a JMeter generic action', String(node['testClass'])));
  return [...found, ...containerComplaints(node), ...pauseComplaints(node)];
}
