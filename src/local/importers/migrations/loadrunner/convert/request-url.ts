import { addressOf, openAddressOf } from '../../../address.js';
import type { Address } from '../../../request-target.js';
import type { Braces } from '../texts.js';
import type { ScriptContext } from './context.js';

/** Scheme, host and port a script took from parameters: a server of the platform has a scheme and a port of its own. */
export interface ParameterisedOrigin { readonly url: string; readonly scheme: string; readonly port: number | string }
export interface RequestUrl { readonly address: Address; readonly origin: ParameterisedOrigin | undefined }

const ABSOLUTE = /^(https?):\/\/([^/?#]*)(.*)$/is;

/** A parameter at the very beginning of a text, and what follows it. */
function leading(text: string, { left, right }: Braces): { name: string; rest: string } | undefined {
  if (!text.startsWith(left)) return undefined;
  const end = text.indexOf(right, left.length);
  return end === -1 ? undefined : { name: text.slice(left.length, end), rest: text.slice(end + right.length) };
}

const standardPort = (scheme: string): number => (scheme === 'https' ? 443 : 80);
const schemeOf = (recorded: string | undefined): string => (/^https?$/i.test(recorded ?? '') ? (recorded ?? '').toLowerCase() : 'https');

/** `https://{HOST}:{PORT}/…`: the port becomes the recorded one, the host may stay a variable. */
function withPort(raw: string, context: ScriptContext, scheme?: string): RequestUrl | string {
  const { script: { braces }, texts, originals } = context;
  const [, written = 'http', authority = '', tail = ''] = ABSOLUTE.exec(raw) ?? [];
  const at = authority.indexOf(`:${braces.left}`);
  const parameter = at === -1 ? undefined : leading(authority.slice(at + 1), braces);
  if (parameter === undefined || !texts.knows(parameter.name)) {
    const address = addressOf(texts.of(raw));
    if (typeof address === 'string') return address;
    return { address, origin: scheme === undefined ? undefined : { url: texts.of(`${written}://${authority}`), scheme, port: address.port } };
  }
  const recorded = Number(originals.get(parameter.name));
  const port = Number.isInteger(recorded) && recorded >= 1 && recorded <= 65535 ? recorded : standardPort(written.toLowerCase());
  const address = addressOf(texts.of(`${written}://${authority.slice(0, at)}:${port}${tail}`));
  return typeof address === 'string' ? address : { address, origin: { url: texts.of(`${written}://${authority}`), scheme: written.toLowerCase(), port } };
}

/** `{URL_BASE}/…`: scheme, host and port at once, taken from what was recorded; the path stays below the variable where nothing was. */
function withOrigin(raw: string, { name, rest }: { name: string; rest: string }, { texts, originals }: ScriptContext): RequestUrl | string {
  const recorded = (originals.get(name) ?? '').trim();
  const url = `\${${texts.variableOf(name)}}`;
  const address = /^https?:\/\/[^/?#]/i.test(recorded) ? addressOf(`${rest.startsWith('/') ? recorded.replace(/\/+$/, '') : recorded}${texts.of(rest)}`) : undefined;
  if (typeof address === 'object') return { address, origin: { url, scheme: address.protocol.toLowerCase(), port: address.port } };
  const open = openAddressOf(texts.of(raw));
  if (open === undefined) return 'a parameter stands where scheme and host are expected';
  return typeof open === 'string' ? open : { address: open.address, origin: { url, scheme: '', port: '' } };
}

/**
 * Where a request goes, as the script writes it: an address, one whose pieces are parameters, or a path below the last host.
 * @returns a sentence where it is none
 */
export function requestUrl(raw: string, context: ScriptContext): RequestUrl | string {
  const text = raw.trim();
  const parameter = leading(text, context.script.braces);
  if (parameter !== undefined && context.texts.knows(parameter.name)) {
    if (!parameter.rest.startsWith('://')) return withOrigin(text, parameter, context);
    const scheme = schemeOf(context.originals.get(parameter.name));
    const found = withPort(`${scheme}${parameter.rest}`, context, scheme);
    if (typeof found === 'string' || found.origin === undefined) return found;
    const own = `\${${context.texts.variableOf(parameter.name)}}`;
    return { ...found, origin: { ...found.origin, url: `${own}${found.origin.url.slice(scheme.length)}` } };
  }
  if (text.startsWith('/') && context.state.lastUrl !== '') {
    const origin = /^[a-z]+:\/\/[^/?#]*/i.exec(context.state.lastUrl)?.[0] ?? '';
    return withPort(`${origin}${text}`, context);
  }
  return withPort(text, context);
}
