import type { Parameter } from '../../../../contract/post-data.js';
import { oneLine } from '../../clean-text.js';
import { propertyDefault, withConstants, type ImportJob, type Place } from '../import-job.js';
import type { ServerPlace } from '../jmx-servers.js';
import { wholeNumber, type PlanElement } from '../plan-element.js';
import { encodedText, indexOutside, splitOutside } from './references.js';

/** Where a request goes, as its element and the defaults in scope say it. */
export interface HttpAddress { readonly server: ServerPlace; readonly path: string; readonly query: Parameter[]; readonly whole: boolean }

/** Host of requests whose plan names none; the name is reserved, so nothing is ever reached by mistake (RFC 2606). */
export const NO_HOST = 'no-host.invalid';
const WHOLE = /^(https?):\/\/(.*)$/is;
const standardPort = (protocol: string): number => (protocol === 'HTTPS' ? 443 : 80);

/** Sentences about an address that had to be read more simply than it was written. */
type Complain = (reason: string) => void;

function portOf(text: string, protocol: 'HTTP' | 'HTTPS', job: ImportJob, complain: Complain): number {
  if (text.trim() === '') return standardPort(protocol);
  const fixed = wholeNumber(text);
  if (fixed !== undefined && fixed >= 1 && fixed <= 65535) return fixed;
  // JMeter takes 0 and less for "not set".
  if (fixed !== undefined && fixed <= 0) return standardPort(protocol);
  const known = withConstants(text, job.constants);
  const value = wholeNumber(propertyDefault(known) ?? known);
  const port = value !== undefined && value >= 1 && value <= 65535 ? value : standardPort(protocol);
  complain(`a server has a number as port: ${oneLine(text).text.slice(0, 60)} became ${port}; change the HTTP server if it is another`);
  return port;
}

function protocolOf(text: string, job: ImportJob, complain: Complain): 'HTTP' | 'HTTPS' | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === '' || wanted === 'http') return 'HTTP';
  if (wanted === 'https') return 'HTTPS';
  if (!text.includes('${')) return undefined;
  const known = withConstants(text, job.constants);
  const protocol = (propertyDefault(known) ?? known).trim().toLowerCase() === 'https' ? 'HTTPS' : 'HTTP';
  complain(`a server has a fixed protocol: ${oneLine(text).text.slice(0, 60)} became ${protocol}; change the HTTP server if it is another`);
  return protocol;
}

/** Host and port of `user@host:port`; IPv6 hosts stay in their brackets. */
function authority(text: string, complain: Complain): { host: string; port: string } {
  const at = text.lastIndexOf('@');
  if (at !== -1) complain('the user name and password in the address were left out; set them as authorization of the HTTP server');
  const place = text.slice(at + 1);
  const bracket = place.startsWith('[') ? place.indexOf(']') : 0;
  const colon = bracket === -1 ? -1 : indexOutside(place, ':', bracket);
  return colon === -1 ? { host: place, port: '' } : { host: place.slice(0, colon), port: place.slice(colon + 1) };
}

/** Query pieces exactly as written: they are sent again without another encoding. */
export function queryOf(text: string): Parameter[] {
  return splitOutside(text, '&').map((piece) => {
    const equals = indexOutside(piece, '=');
    return { name: equals === -1 ? piece : piece.slice(0, equals), value: equals === -1 ? '' : piece.slice(equals + 1), encoded: false, useEquals: equals !== -1 };
  });
}

/** The query of parameters as text, without `?`. */
export function queryText(parameters: readonly Parameter[]): string {
  return parameters.map(({ name, value, encoded, useEquals }) => {
    const [left, right] = encoded ? [encodedText(name), encodedText(value)] : [name, value];
    return useEquals || right !== '' ? `${left}=${right}` : left;
  }).join('&');
}

function splitPath(text: string): { path: string; query: Parameter[] } {
  const mark = indexOutside(text, '?');
  const path = oneLine(mark === -1 ? text : text.slice(0, mark)).text;
  return { path: path === '' ? '/' : path, query: mark === -1 || mark === text.length - 1 ? [] : queryOf(oneLine(text.slice(mark + 1)).text) };
}

/** Address of a path that holds all of it (`https://host/…`): the other fields do not count then (JMeter's HTTPSamplerBase.getUrl). */
function wholeAddress(scheme: string, rest: string, job: ImportJob, complain: Complain): HttpAddress {
  const protocol = scheme.toLowerCase() === 'https' ? 'HTTPS' : 'HTTP';
  const end = indexOutside(rest, '/?#');
  const { host, port } = authority(end === -1 ? rest : rest.slice(0, end), complain);
  return { server: { protocol, hostname: oneLine(host).text || NO_HOST, port: portOf(port, protocol, job, complain) }, ...splitPath(end === -1 ? '/' : rest.slice(end)), whole: true };
}

/**
 * Address of an HTTP sampler with the defaults in scope. Hosts may be `${variables}`, ports and protocols not (entities.md §9.1).
 * @returns undefined for protocols other than HTTP
 */
export function addressOf(element: PlanElement, job: ImportJob, place: Place): HttpAddress | undefined {
  const complain: Complain = (reason) => { job.note('changed', element.xml, place.names, reason); };
  const text = (name: string): string => place.scope.text(element.xml, `HTTPSampler.${name}`);
  const path = text('path').trim();
  const whole = WHOLE.exec(path);
  if (whole !== null) return wholeAddress(whole[1] ?? '', whole[2] ?? '', job, complain);
  const protocol = protocolOf(text('protocol'), job, complain);
  if (protocol === undefined) return undefined;
  const hostname = oneLine(text('domain')).text;
  if (hostname !== '') return { server: { protocol, hostname, port: portOf(text('port'), protocol, job, complain) }, ...splitPath(path), whole: false };
  // `${url}` as path: JMeter takes a path that renders to a whole address for one, and so does the engine.
  const known = WHOLE.exec(withConstants(path, job.constants).trim());
  if (known !== null) return { ...wholeAddress(known[1] ?? '', known[2] ?? '', job, complain), ...splitPath(path), whole: false };
  if (!path.startsWith('${')) complain(`the plan names no host for this request; its server is ${NO_HOST}: set the hostname of that HTTP server`);
  return { server: { protocol, hostname: NO_HOST, port: portOf(text('port'), protocol, job, complain) }, ...splitPath(path), whole: false };
}
