import { fieldOf, objectOf, objectsOf, textOf, type LooseObject } from '../loose-json.js';

/** Deepest nesting of folders followed; more is a cycle or an attack. */
const DEEPEST = 100;
const MODES: Readonly<Record<string, string>> = { urlencoded: 'urlencoded', params: 'formdata', raw: 'raw', binary: 'file', graphql: 'graphql' };
/** Names of authorization helpers of format 1 and their types of format 2. */
const HELPERS: Readonly<Record<string, string>> = { basicAuth: 'basic', bearerAuth: 'bearer', digestAuth: 'digest', oAuth1: 'oauth1', oAuth2: 'oauth2', hawkAuth: 'hawk', ntlmAuth: 'ntlm', apikeyAuth: 'apikey', awsSigV4: 'awsv4' };

const textsOf = (object: LooseObject, name: string): string[] => {
  const value = fieldOf(object, name);
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
};

/** Fields of format 1 whose `enabled: false` became `disabled: true`. */
function entryOf(entry: LooseObject): LooseObject {
  const file = fieldOf(entry, 'type') === 'file' && !Object.hasOwn(entry, 'src') ? { src: fieldOf(entry, 'value') } : {};
  return { ...entry, ...file, ...(fieldOf(entry, 'enabled') === false ? { disabled: true } : {}) };
}

function bodyOf(request: LooseObject): LooseObject | undefined {
  const raw = fieldOf(request, 'rawModeData');
  const data = fieldOf(request, 'data');
  const written = textOf(request, 'dataMode') ?? '';
  const mode = (Object.hasOwn(MODES, written) ? MODES[written] : undefined) ?? (Array.isArray(data) && data.length > 0 ? 'formdata' : 'raw');
  const disabled = fieldOf(request, 'dataDisabled') === true ? { disabled: true } : {};
  if (mode === 'raw') return { mode, raw: typeof raw === 'string' && raw !== '' ? raw : typeof data === 'string' ? data : '', ...disabled };
  if (mode === 'file') return { mode, file: { src: raw }, ...disabled };
  if (mode === 'graphql') return { mode, graphql: fieldOf(request, 'graphqlModeData'), ...disabled };
  return { mode, [mode]: objectsOf(request, 'data').map(entryOf), ...disabled };
}

function authOf(entity: LooseObject): LooseObject {
  const own = fieldOf(entity, 'auth');
  if (own !== undefined) return { auth: own };
  const helper = textOf(entity, 'currentHelper') ?? '';
  const type = Object.hasOwn(HELPERS, helper) ? HELPERS[helper] : undefined;
  return type === undefined ? {} : { auth: { type, [type]: fieldOf(entity, 'helperAttributes') } };
}

/** Scripts: `events` where there are any, else the two texts of the oldest exports. */
function eventsOf(entity: LooseObject): LooseObject[] {
  const events = objectsOf(entity, 'events');
  if (events.length > 0) return events;
  const scripts = [['prerequest', fieldOf(entity, 'preRequestScript')], ['test', fieldOf(entity, 'tests')]] as const;
  return scripts.flatMap(([listen, exec]) => (exec === undefined || exec === null || exec === '' ? [] : [{ listen, script: { type: 'text/javascript', exec } }]));
}

function responseOf(response: LooseObject): LooseObject {
  const code = objectOf(fieldOf(response, 'responseCode'));
  return { name: fieldOf(response, 'name'), code: fieldOf(code, 'code'), status: fieldOf(code, 'name') ?? fieldOf(response, 'status'), header: fieldOf(response, 'headers'), body: fieldOf(response, 'text') };
}

/** Headers of the list with the switched-off ones, else of the text with one header per line. */
function headerOf(request: LooseObject): unknown {
  const list = objectsOf(request, 'headerData');
  return list.length > 0 ? list.map(entryOf) : fieldOf(request, 'headers');
}

function urlOf(request: LooseObject): unknown {
  const variables = objectOf(fieldOf(request, 'pathVariables'));
  const listed = objectsOf(request, 'pathVariableData');
  const variable = listed.length > 0 ? listed : Object.entries(variables ?? {}).map(([key, value]) => ({ key, value }));
  const disabled = objectsOf(request, 'queryParams').filter((entry) => fieldOf(entry, 'enabled') === false).map(entryOf);
  return { raw: fieldOf(request, 'url'), variable, disabledQuery: disabled };
}

function itemOf(request: LooseObject): LooseObject {
  return {
    name: fieldOf(request, 'name'),
    description: fieldOf(request, 'description'),
    protocolProfileBehavior: fieldOf(request, 'protocolProfileBehavior'),
    event: eventsOf(request),
    request: { method: fieldOf(request, 'method'), url: urlOf(request), header: headerOf(request), body: bodyOf(request), ...authOf(request) },
    response: objectsOf(request, 'responses').map(responseOf),
  };
}

/**
 * Brings a collection of format 1 into the shape of format 2: folders before requests, each in the order it names; what no order
 * names comes last, so that nothing is lost. (Format 1: flat `folders` and `requests` tied by ids.)
 */
export function fromVersion1(collection: LooseObject): LooseObject {
  const keyed = (name: string): Map<string, LooseObject> => new Map(objectsOf(collection, name).map((entity, at) => [textOf(entity, 'id') ?? `#${at}`, entity]));
  const [folders, requests] = [keyed('folders'), keyed('requests')];
  const placed = new Set<string>();
  const take = (entities: ReadonlyMap<string, LooseObject>, ids: readonly string[]): LooseObject[] => ids.flatMap((id) => {
    const entity = entities.get(id);
    if (entity === undefined || placed.has(id)) return [];
    placed.add(id);
    return [entity];
  });
  const children = (entity: LooseObject, depth: number): LooseObject[] => [
    ...(depth < DEEPEST ? take(folders, textsOf(entity, 'folders_order')).map((folder) => folderOf(folder, depth + 1)) : []),
    ...take(requests, textsOf(entity, 'order')).map(itemOf),
  ];
  const folderOf = (folder: LooseObject, depth: number): LooseObject => ({ name: fieldOf(folder, 'name'), description: fieldOf(folder, 'description'), event: eventsOf(folder), ...authOf(folder), protocolProfileBehavior: fieldOf(folder, 'protocolProfileBehavior'), item: children(folder, depth) });
  const ordered = children(collection, 0);
  const looseFolders = take(folders, [...folders.keys()]).map((folder) => folderOf(folder, 1));
  const looseRequests = take(requests, [...requests.keys()]).map(itemOf);
  return {
    info: { name: fieldOf(collection, 'name'), description: fieldOf(collection, 'description') },
    variable: objectsOf(collection, 'variables').map(entryOf),
    event: eventsOf(collection),
    ...authOf(collection),
    protocolProfileBehavior: fieldOf(collection, 'protocolProfileBehavior'),
    item: [...ordered, ...looseFolders, ...looseRequests],
  };
}
