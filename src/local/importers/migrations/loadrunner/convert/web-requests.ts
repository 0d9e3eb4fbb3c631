import type { ActionNode } from '../../../../../contract/actions.js';
import type { Header, Parameter, PostData } from '../../../../../contract/post-data.js';
import { elementName, isToken } from '../../../clean-text.js';
import { keptScript, requestNode } from '../../../design-nodes.js';
import { usableHeaders, withoutHeader } from '../../text-shapes.js';
import { parametersOf } from '../../../url-parameters.js';
import type { Call } from '../c-program.js';
import { sourceOf } from '../c-tokens.js';
import type { Snapshot } from '../snapshots.js';
import { webArguments, type WebArguments } from '../web-arguments.js';
import { remark, report, type Place, type ScriptContext } from './context.js';
import { customBody, formBody, formFields, mergedFields } from './request-parts.js';
import { requestUrl, type RequestUrl } from './request-url.js';

/** What the functions say about one request; headers in the order they are sent. */
interface Draft { readonly url: string; readonly method: string; readonly headers?: Header[]; readonly query?: Parameter[]; /** Replaces the query of the address. */ readonly wholeQuery?: Parameter[]; readonly body?: PostData | null }
interface Step { readonly call: Call; readonly place: Place; readonly web: WebArguments; readonly snapshot: Snapshot | undefined }

const FORM = 'application/x-www-form-urlencoded';

/** A step whose request only the recording knows stays as a switched-off marker, with what waited for its answer. */
function withoutSnapshot({ call, place, web }: Step, context: ScriptContext): ActionNode {
  const marker = context.state.markers.next(web.name ?? call.name);
  const filename = web.attributes.get('snapshot');
  report(context, place, 'MISSING_SNAPSHOT', { marker, ...(filename === undefined ? {} : { facts: { '@type': 'ImportFileFacts', filename } }) });
  return { ...keptScript('JSR223Action', context.ids.id(), marker, sourceOf(call.source)), children: context.state.processors() };
}

/** A step whose address is none. */
function failed({ call, place, web }: Step, reason: string, context: ScriptContext): ActionNode {
  const marker = context.state.markers.next(`${web.name ?? call.name} failed to convert`);
  report(context, place, 'CONVERSION_FAILED', { marker, facts: { '@type': 'ImportFailureFacts', failure: reason } });
  return { ...keptScript('JSR223Action', context.ids.id(), marker, sourceOf(call.source)), children: context.state.processors() };
}

function simpleUrl({ web }: Step): Draft | undefined {
  const url = web.attributes.get('url');
  return url === undefined ? undefined : { url, method: web.attributes.get('method') ?? 'GET' };
}

/** `web_submit_data`: everything a form sends, hidden fields included. */
function submitData({ web, snapshot, place }: Step, context: ScriptContext): Draft | undefined {
  const url = web.attributes.get('action') ?? snapshot?.url;
  if (url === undefined || url === '') return undefined;
  const items = web.sections.get('ITEMDATA') ?? [];
  const method = (web.attributes.get('method') ?? 'POST').toUpperCase();
  if (method === 'GET') return { url, method, query: formFields(items, context) };
  return { url, method, body: formBody(items, web.attributes.get('enctype') ?? FORM, place, context) };
}

/** `web_submit_form`: the step names the fields a person filled in, the recording has the others. */
function submitForm({ web, snapshot }: Step, context: ScriptContext): Draft | undefined {
  if (snapshot === undefined) return undefined;
  const items = web.sections.get('ITEMDATA') ?? [];
  const query = snapshot.url.split('#')[0]?.split('?')[1];
  if (snapshot.method === 'GET') return { url: snapshot.url, method: 'GET', wholeQuery: mergedFields(query === undefined ? [] : parametersOf(query), items, context) };
  return { url: snapshot.url, method: snapshot.method, body: { '@type': 'FormPostData', parameters: mergedFields(snapshot.form, items, context) } };
}

/** `web_link`, `web_image`: a click, whose address only the recording has. */
const click = ({ snapshot }: Step): Draft | undefined => (snapshot === undefined ? undefined : { url: snapshot.url, method: 'GET' });

/** `web_custom_request` and `web_rest`: method, headers and body as they are. */
function custom(step: Step, context: ScriptContext): Draft | undefined {
  const { web, place } = step;
  const url = web.attributes.get('url');
  if (url === undefined) return undefined;
  const headers = (web.sections.get('HEADERS') ?? []).flatMap((entry): Header[] => (entry.has('name') ? [{ name: entry.get('name') ?? '', value: context.texts.of(entry.get('value') ?? '') }] : []));
  const stated = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
  const encoding = web.attributes.get('enctype') ?? '';
  const contentType = stated ?? (/^(?:raw)?$/i.test(encoding) ? '' : encoding);
  const body = customBody(web, contentType, place, context);
  const typed = stated === undefined && contentType !== '' && body !== null ? [{ name: 'Content-Type', value: context.texts.of(contentType) }] : [];
  return { url, method: web.attributes.get('method') ?? 'GET', headers: [...typed, ...headers], body };
}

const DRAFTS: ReadonlyMap<string, (step: Step, context: ScriptContext) => Draft | undefined> = new Map([
  ['web_url', simpleUrl], ['web_submit_data', submitData], ['web_submit_form', submitForm], ['web_link', click], ['web_image', click],
  ['web_custom_request', custom], ['web_rest', custom],
]);
/** Functions whose request is in the recording, not in the step. */
const RECORDED = new Set(['web_submit_form', 'web_link', 'web_image', 'web_submit_data']);

export const isRequest = (name: string): boolean => DRAFTS.has(name);

/** The server is a fixed one here: which part of it a parameter held is said once per script and origin. */
function reportOrigin(target: RequestUrl, place: Place, context: ScriptContext): void {
  if (target.origin === undefined || !context.saved.first(`server ${target.origin.url}`)) return;
  report(context, place, 'PARAMETERISED_SERVER', { facts: { '@type': 'LoadRunnerServerFacts', ...target.origin } });
}

/** A page whose images and scripts the browser fetched: as recorded, or listed behind it (`EXTRARES`). */
function hasResources({ web, snapshot }: Step): boolean {
  if (/^http$/i.test(web.attributes.get('mode') ?? '')) return false;
  return (web.sections.get('EXTRARES') ?? []).length > 0 || (snapshot?.total ?? 1) > 1;
}

function headersOf(draft: Draft, { web }: Step, { state, texts }: ScriptContext): Header[] {
  const referer = web.attributes.get('referer') ?? '';
  const own = [...(referer === '' ? [] : [{ name: 'Referer', value: texts.of(referer) }]), ...(draft.headers ?? [])];
  const headers = usableHeaders(state.headersFor(own));
  return draft.body?.['@type'] === 'MultipartPostData' ? withoutHeader(headers, 'content-type') : headers;
}

const methodOf = (text: string): string => (isToken(text) ? text.toUpperCase() : /^\$\{[^{}\s]+\}$/.test(text) ? text : 'GET');

/** A request with everything that waited for it (entities.md §3.4). */
function build(draft: Draft, target: RequestUrl, step: Step, context: ScriptContext): ActionNode {
  const { address } = target;
  const { state, drafts, ids } = context;
  for (const reason of address.warnings) remark(context, step.place, { level: 'changed', name: step.web.name ?? address.path, reason });
  if (step.web.unread > 0) remark(context, step.place, { level: 'changed', name: step.web.name ?? address.path, reason: `${step.web.unread} of its arguments are computed by C code and were left out: complete the request` });
  const made = requestNode(ids.id(), {
    name: elementName(context.texts.of(step.web.name ?? ''), address.path), serverId: drafts.keyOf(address), method: methodOf(context.texts.of(draft.method)), path: address.path,
    queryParameters: draft.wholeQuery ?? [...address.queryParameters, ...(draft.query ?? [])], headers: headersOf(draft, step, context), postData: draft.body ?? null, followRedirects: true,
  }, state.processors());
  const node: ActionNode = { ...made, downloadResources: hasResources(step) };
  state.lastRequest = node;
  state.lastUrl = address.url.startsWith('http') ? address.url : state.lastUrl;
  return node;
}

/**
 * A step that sends a request, or the marker that stands for it.
 * @returns undefined where its address takes running C to know
 */
export function requestStep(call: Call, place: Place, context: ScriptContext): ActionNode | undefined {
  const web = webArguments(call.given, true);
  const step: Step = { call, place, web, snapshot: context.snapshots.get(web.attributes.get('snapshot') ?? '') };
  const draft = DRAFTS.get(call.name)?.(step, context);
  if (draft === undefined) return RECORDED.has(call.name) ? withoutSnapshot(step, context) : undefined;
  const target = requestUrl(draft.url, context);
  if (typeof target === 'string') return failed(step, `${draft.url.slice(0, 200)}: ${target}`, context);
  reportOrigin(target, place, context);
  return build(draft, target, step, context);
}
