import type { ActionNode } from '../../../../../contract/actions.js';
import type { Header, Parameter, PostData } from '../../../../../contract/post-data.js';
import { addressOf, openAddressOf } from '../../../address.js';
import type { Address } from '../../../request-target.js';
import { elementName, isToken } from '../../../clean-text.js';
import { requestNode } from '../../../design-nodes.js';
import { bodyOf, usableHeaders, withoutHeader } from '../../text-shapes.js';
import type { RequestStep } from '../model.js';
import { checkNodes, extractorNodes, otherCheckNodes } from './checks.js';
import type { UserContext } from './context.js';

/** The whole address of a request: absolute, or a path below its server. */
function wholeUrl({ url, server }: RequestStep, { servers, texts }: UserContext): string {
  if (/^https?:\/\//i.test(url) || server === undefined) return texts.of(url);
  const found = servers.get(server);
  const path = url.startsWith('/') ? url : `/${url}`;
  if (found === undefined) return texts.of(`http://${server}${path}`);
  const standard = found.https ? '443' : '80';
  return texts.of(`${found.https ? 'https' : 'http'}://${found.host}${found.port === standard ? '' : `:${found.port}`}${path}`);
}

function address(step: RequestStep, context: UserContext): Address | string {
  if (step.server === undefined && step.url.startsWith('/')) return 'its address is a path and it names no server';
  const url = wholeUrl(step, context);
  const open = openAddressOf(url);
  return typeof open === 'object' ? open.address : (open ?? addressOf(url));
}

/** Parameters in the platform's words: what NeoLoad was asked to encode is encoded here, too. */
const parametersOf = (parameters: readonly Parameter[], { texts }: UserContext): Parameter[] => parameters.map((parameter) => ({ ...parameter, name: texts.plain(parameter.name), value: texts.plain(parameter.value) }));
const fromQuery = (parameters: readonly Parameter[]): Parameter[] => parameters.map((parameter) => {
  const reference = /^\$\{__urlencode\((\$\{[^{}]+\})\)\}$/.exec(parameter.value)?.[1];
  return reference === undefined ? parameter : { ...parameter, value: reference, encoded: true };
});

function postDataOf(step: RequestStep, headers: readonly Header[], context: UserContext): PostData | null {
  const { body } = step;
  if (body === undefined) return null;
  if (body.is === 'TEXT') return bodyOf(context.texts.of(body.text), headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '');
  if (body.is === 'FORM') return { '@type': 'FormPostData', parameters: parametersOf(body.parameters, context) };
  if (body.is === 'BINARY') {
    context.findings.add({ kind: 'BINARY_BODY', marker: elementName(step.name, step.url), virtualUser: context.virtualUser, element: elementName(step.name, step.url), facts: { '@type': 'NeoLoadBinaryFacts', bytes: body.bytes.length } });
    return null;
  }
  for (const part of body.parts) if (part['@type'] === 'MultipartFilePart') context.sentFiles.add(part.filename);
  return { '@type': 'MultipartPostData', parts: body.parts.map((part) => (part['@type'] === 'MultipartTextPart' ? { ...part, name: context.texts.of(part.name), value: context.texts.of(part.value) } : part)) };
}

/** Headers as they go on the wire: the recorded boundary of a multipart body belongs to the browser that recorded it. */
function headersOf(step: RequestStep, context: UserContext): Header[] {
  const headers = usableHeaders(step.headers.map(({ name, value }) => ({ name, value: context.texts.of(value) })));
  return step.body?.is === 'PARTS' ? withoutHeader(headers, 'content-type') : headers;
}

/** What a request was besides a request: the marker is the request itself (neoload-migration skill, documented). */
function reportNature(step: RequestStep, marker: string, { findings, virtualUser }: UserContext): void {
  const { nature } = step;
  if (nature === undefined) return;
  const own = { marker, virtualUser, element: elementName(step.name, step.url) };
  if (nature.is === 'PUSH') findings.add({ ...own, kind: 'HTTP_PUSH', facts: { '@type': 'NeoLoadPushFacts', pushType: nature.pushType, messageSplitter: nature.messageSplitter } });
  else if (nature.is === 'PLUGIN') findings.add({ ...own, element: nature.plugin, kind: 'PLUGIN_REQUEST', facts: { '@type': 'NeoLoadPluginFacts', plugin: nature.plugin, transport: nature.transport } });
  else findings.add({ ...own, kind: 'SOAP_ENVELOPE', facts: { '@type': 'NeoLoadSoapFacts', wsdl: nature.wsdl, version: nature.version, style: nature.style, use: nature.use } });
}

/** A request that has no address: a marker stands where it was. */
function withoutAddress(step: RequestStep, reason: string, { ids, findings, markers, virtualUser }: UserContext): ActionNode {
  const marker = markers.next(`${elementName(step.name, 'request')} failed to convert`);
  findings.add({ kind: 'CONVERSION_FAILED', marker, virtualUser, element: elementName(step.name, 'request'), facts: { '@type': 'ImportFailureFacts', failure: `${step.url.slice(0, 200)}: ${reason}` } });
  return { '@type': 'ContainerAction', id: ids.id(), name: marker, enabled: false, includeTimers: false, children: [] };
}

/** One request with its extractors and checks (entities.md §3.4). */
export function convertRequest(step: RequestStep, context: UserContext): ActionNode {
  const target = address(step, context);
  if (typeof target === 'string') return withoutAddress(step, target, context);
  for (const reason of target.warnings) context.notes.add({ level: 'changed', type: 'Request', name: step.name === '' ? target.path : step.name, place: context.virtualUser, reason });
  const headers = headersOf(step, context);
  const plugin = step.nature !== undefined && step.nature.is !== 'SOAP';
  const name = plugin ? context.markers.next(elementName(step.name, target.path)) : elementName(step.name, target.path);
  reportNature(step, name, context);
  const postData = postDataOf({ ...step, name }, headers, context);
  const { extractors, guards } = extractorNodes(step.extractors, context);
  return requestNode(context.ids.id(), {
    name, enabled: step.enabled !== false && step.nature?.is !== 'PLUGIN', serverId: context.drafts.keyOf(target), method: isToken(step.method) ? step.method : 'GET', path: target.path,
    queryParameters: [...fromQuery(target.queryParameters), ...parametersOf(step.parameters, context)], headers, postData, followRedirects: step.followRedirects,
  }, [...extractors, ...guards, ...checkNodes(step.checks, context), ...otherCheckNodes(step.otherChecks, context)]);
}
