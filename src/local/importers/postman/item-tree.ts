import type { ActionNode } from '../../../contract/actions.js';
import type { Header, PostData } from '../../../contract/post-data.js';
import { pathAndParameters, percentEncoded } from '../address.js';
import { isToken } from '../clean-text.js';
import { containerNode, requestNode } from '../design-nodes.js';
import { ImportError } from '../import-error.js';
import { fieldOf, objectOf, textOf, type LooseObject } from '../loose-json.js';
import { type ElementNotes, notesAbout, plainText, type PostmanContext, type Surroundings } from './import-context.js';
import { inheritedAuth, withAuth } from './request-auth.js';
import { postmanBody } from './request-body.js';
import { requestHeaders } from './request-headers.js';
import { requestUrl, type RequestUrl } from './request-url.js';
import { savedExample } from './saved-example.js';
import { scriptNodes } from './scripts/script-nodes.js';
import { behaviorOf, noteBehavior } from './protocol-behavior.js';

/** Deepest folder; engines refuse trees not much deeper. */
const DEPTH_MAX = 100;

/** The query of an address with parameters of the authorization behind it. */
function withQuery(url: RequestUrl, added: readonly Header[]): Pick<RequestUrl['address'], 'path' | 'queryParameters'> {
  const { path, queryParameters } = url.address;
  if (added.length === 0) return { path, queryParameters };
  const text = added.map(({ name, value }) => `${percentEncoded(name)}=${percentEncoded(value).replace(/\$\{[^{}]*\}|[&#+]/g, (found) => (found.length > 1 ? found : encodeURIComponent(found)))}`).join('&');
  if (path.includes('?')) return { path: `${path}&${text}`, queryParameters };
  return { path, queryParameters: [...queryParameters, ...pathAndParameters(path, text).queryParameters] };
}

const bodyText = (postData: PostData | null): string => (postData?.['@type'] === 'RawPostData' ? postData.text : '');

/** Description of an element, where it has one: kept in a field of its own, which the platform does not show. */
function described(node: ActionNode, ...owners: readonly (LooseObject | undefined)[]): ActionNode {
  for (const owner of owners) {
    const description = fieldOf(owner, 'description');
    const text = typeof description === 'string' ? description : (textOf(objectOf(description), 'content') ?? '');
    if (text.trim() !== '') return { ...node, description: text };
  }
  return node;
}

function requestAction(item: LooseObject, given: unknown, around: Surroundings, context: PostmanContext, enabled: boolean): ActionNode[] {
  const name = plainText(fieldOf(item, 'name'));
  const notes = notesAbout(context, 'Request', name, around.place);
  const request = objectOf(given);
  const written = request === undefined ? 'GET' : plainText(fieldOf(request, 'method')).trim();
  const method = (written === '' ? 'GET' : written).toUpperCase();
  if (!isToken(method)) return dropped(notes, 'the method is not allowed in HTTP (spaces, line breaks or other characters in it)');
  const url = requestUrl(request === undefined ? given : fieldOf(request, 'url'), context.names);
  if (typeof url === 'string') return dropped(notes, url);
  noteUrl(url, notes, context);
  const behavior = behaviorOf(item, around.behavior);
  noteBehavior(behavior, notes);
  const it = { names: context.names, notes };
  const authorized = withAuth(requestHeaders(fieldOf(request, 'header'), context.names, notes), inheritedAuth(fieldOf(request, 'auth') ?? fieldOf(item, 'auth'), around.auth), url.credentials, it);
  const body = postmanBody(fieldOf(request, 'body'), method, fieldOf(behavior, 'disableBodyPruning') === true, { ...it, headers: authorized.headers, files: context.files });
  const id = context.ids.id();
  const node = requestNode(id, {
    name: context.names.convert(name), enabled, serverId: context.servers.keyOf(url.address), method, ...withQuery(url, authorized.query),
    headers: body.headers, postData: body.postData, followRedirects: fieldOf(behavior, 'followRedirects') !== false,
  }, scriptNodes(item, context, notes));
  const recording = savedExample(item, { actionId: id, method, url: url.address.url, headers: body.headers, body: bodyText(body.postData) }, notes);
  if (recording !== undefined) context.recordings.push(recording);
  return [described(node, request, item)];
}

function noteUrl({ remarks, address }: RequestUrl, notes: ElementNotes, context: PostmanContext): void {
  for (const reason of remarks.changes) notes.changed(reason);
  for (const reason of remarks.leftOut) notes.dropped(reason);
  for (const reason of remarks.servers) notesAbout(context, 'HttpServer', address.hostname, 'servers').changed(reason);
}

function dropped(notes: ElementNotes, reason: string): ActionNode[] {
  notes.dropped(reason);
  return [];
}

function folder(item: LooseObject, list: readonly unknown[], around: Surroundings, context: PostmanContext, depth: number): ActionNode[] {
  const name = plainText(fieldOf(item, 'name'));
  const notes = notesAbout(context, 'Folder', name, around.place);
  const behavior = behaviorOf(item, around.behavior);
  const id = context.ids.id();
  const inside = { place: around.place, auth: inheritedAuth(fieldOf(item, 'auth'), around.auth), behavior };
  const own = fieldOf(item, 'request');
  if (own !== undefined && own !== null) notes.changed('the item is a folder and a request at once: Postman takes it for a folder, so its own request is there disabled');
  const requests = own === undefined || own === null ? [] : requestAction({ ...item, event: [] }, own, inside, context, false);
  const children = [...scriptNodes({ ...item, request: undefined }, context, notes), ...requests, ...itemActions(list, inside, context, depth + 1)];
  return [described(containerNode(id, context.names.convert(name) || 'Folder', children), item)];
}

/**
 * The items of a collection or folder as actions, in order: folders as containers, requests as HTTP requests. What is neither is
 * noted by its position. @throws ImportError for folders nested too deep
 */
export function itemActions(items: readonly unknown[], around: Surroundings, context: PostmanContext, depth = 0): ActionNode[] {
  if (depth > DEPTH_MAX) throw new ImportError(`Folders are nested more than ${DEPTH_MAX} deep at ${around.place}. Flatten them in Postman and export the collection again.`);
  return items.flatMap((entry, at) => {
    const item = objectOf(entry);
    const position = `${around.place === '' ? '' : `${around.place}.`}item[${at}]`;
    const name = plainText(fieldOf(item, 'name'));
    const here = { ...around, place: name === '' ? position : `${position} (${name})` };
    const list = fieldOf(item, 'item');
    if (item !== undefined && Array.isArray(list)) return folder(item, list, here, context, depth);
    const request = fieldOf(item, 'request');
    if (item !== undefined && (typeof request === 'string' || objectOf(request) !== undefined)) return requestAction(item, request, here, context, true);
    return dropped(notesAbout(context, 'Item', name, here.place), 'the item is neither a folder nor a request');
  });
}
