import { HttpRequestAction } from '../../../../contract/actions.js';
import { elementName, oneLine } from '../../clean-text.js';
import type { ImportJob, Place } from '../import-job.js';
import type { ServerTraits } from '../jmx-servers.js';
import { flagField, textField } from '../node-fields.js';
import { classOf, testNameOf, wholeNumber, type PlanElement } from '../plan-element.js';
import { boolProp, stringProp } from '../xml-element.js';
import { flag, one, optional, written, type Codec, type Fields } from './codec.js';
import { addressOf, NO_HOST } from './http-address.js';
import { dataSlots, sentData } from './http-arguments.js';

/** Settings of a sampler that the platform does not have, with the sentence for the note. */
const UNSUPPORTED: readonly (readonly [property: string, reason: string])[] = [
  ['HTTPSampler.proxyHost', 'requests do not go through the proxy of the plan: it is kept, but not used'],
  ['HTTPSampler.ipSource', 'the source address is kept, but not used: switch IP spoofing on at the HTTP server'],
];

function methodOf(element: PlanElement, job: ImportJob, place: Place): string {
  const wanted = oneLine(place.scope.text(element.xml, 'HTTPSampler.method')).text;
  if (wanted === '') return 'GET';
  if (HttpRequestAction.shape.method.safeParse(wanted).success) return wanted;
  job.note('changed', element.xml, place.names, `the method ${JSON.stringify(wanted.slice(0, 60))} is none that HTTP allows: GET is used instead`);
  return 'GET';
}

function traitsOf(element: PlanElement, place: Place): ServerTraits {
  const text = (name: string): number | undefined => { const value = wholeNumber(place.scope.text(element.xml, `HTTPSampler.${name}`)); return value !== undefined && value > 0 ? value : undefined; };
  const [connectTimeoutMs, responseTimeoutMs] = [text('connect_timeout'), text('response_timeout')];
  const resourcesPool = place.scope.flag(element.xml, 'HTTPSampler.concurrentDwn') ? text('concurrentPool') : undefined;
  return { ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }), ...(responseTimeoutMs === undefined ? {} : { responseTimeoutMs }), ...(resourcesPool === undefined ? {} : { resourcesPool }) };
}

function complain(element: PlanElement, job: ImportJob, place: Place, downloads: boolean): void {
  const note = (reason: string): void => { job.note('changed', element.xml, place.names, reason); };
  for (const [property, reason] of UNSUPPORTED) if (place.scope.text(element.xml, property) !== '') note(reason);
  if (classOf(element.xml) === 'AjpSampler') note('AJP requests are sent over HTTP');
  const only = place.scope.text(element.xml, 'HTTPSampler.embedded_url_re');
  if (downloads && only !== '') note(`all embedded resources are fetched, not only those that match ${only.slice(0, 80)}`);
}

function read(element: PlanElement, job: ImportJob, place: Place): Fields | undefined {
  const { xml } = element;
  const address = addressOf(element, job, place);
  if (address === undefined) return undefined;
  const method = methodOf(element, job, place);
  const { postData, query } = sentData(element, method, job, place);
  if (address.whole && query.length > 0) job.note('changed', xml, place.names, 'the path is a whole address: JMeter sends no parameters beside it, and neither does the Virtual User');
  const { key, differing } = job.servers.use(address.server, traitsOf(element, place));
  for (const name of differing) job.note('changed', xml, place.names, `another request of this server has a different ${name}: a server has one for all its requests`);
  const downloadResources = place.scope.flag(xml, 'HTTPSampler.image_parser');
  complain(element, job, place, downloadResources);
  return {
    name: elementName(testNameOf(xml), ''),
    serverId: key,
    method,
    path: address.path,
    queryParameters: [...address.query, ...(address.whole ? [] : query)],
    headers: place.scope.headers().map(({ name, value }) => ({ name: oneLine(name).text, value: oneLine(value).text })),
    postData,
    followRedirects: place.scope.flag(xml, 'HTTPSampler.follow_redirects') || place.scope.flag(xml, 'HTTPSampler.auto_redirects'),
    downloadResources,
    encoding: oneLine(place.scope.text(xml, 'HTTPSampler.contentEncoding')).text,
    keepAlive: place.scope.flag(xml, 'HTTPSampler.use_keepalive', true),
  };
}

/** `HTTP Request` of JMeter 2.x to 5.6, GraphQL requests included: they are the same element with another editor. */
export const httpRequest: Codec = {
  classes: ['HTTPSamplerProxy', 'HTTPSampler', 'HTTPSampler2', 'HTTPSampler_', 'HTTPSampler2_', 'AjpSampler'],
  type: 'HttpRequestAction',
  nests: true,
  read,
  write(node, writing) {
    const method = textField(node, 'method', 'GET');
    const server = writing.serverOf(textField(node, 'serverId'));
    const { slots, pathQuery } = dataSlots(node, method);
    const path = textField(node, 'path', '/');
    const standard = server?.protocol === 'HTTPS' ? 443 : 80;
    const port = server === undefined || server.port === standard ? '' : String(server.port);
    return written(node, 'HTTPSamplerProxy', 'HttpTestSampleGui', [
      [
        ...slots,
        ['HTTPSampler.domain', stringProp('HTTPSampler.domain', server === undefined || server.hostname === NO_HOST ? '' : server.hostname)],
        ['HTTPSampler.port', stringProp('HTTPSampler.port', port)],
        ['HTTPSampler.protocol', stringProp('HTTPSampler.protocol', server?.protocol.toLowerCase() ?? '')],
        ['HTTPSampler.path', stringProp('HTTPSampler.path', pathQuery === '' ? path : `${path}?${pathQuery}`)],
        ['HTTPSampler.method', stringProp('HTTPSampler.method', method)],
      ],
      optional('HTTPSampler.contentEncoding', textField(node, 'encoding')),
      [['HTTPSampler.follow_redirects', boolProp('HTTPSampler.follow_redirects', flagField(node, 'followRedirects'))], ['HTTPSampler.auto_redirects', boolProp('HTTPSampler.auto_redirects', false)]],
      flag('HTTPSampler.use_keepalive', flagField(node, 'keepAlive', true)),
      one('HTTPSampler.image_parser', flagField(node, 'downloadResources') ? boolProp('HTTPSampler.image_parser', true) : undefined),
    ]);
  },
};

