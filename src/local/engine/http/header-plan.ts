import type { HttpServer } from '../../../contract/http-server.js';
import type { Header } from '../../../contract/post-data.js';
import type { RenderTarget, Template } from '../interpreter/template.js';
import { decodableCodings } from './decode-body.js';
import type { RequestSettings } from './request-plan.js';

/** Written by the transport itself, or meaningless on another connection than the recorded one. */
const TRANSPORT_OWN: ReadonlySet<string> = new Set(['content-length', 'connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'expect', 'http2-settings']);

interface HeaderSettings extends RequestSettings { readonly server: HttpServer }
interface HeaderTools { readonly template: (text: string) => Template; readonly warn: (text: string) => void }
interface Entry { readonly name: Template; readonly value: Template }

/** The designed headers of a request, read once: what the transport writes itself is out, order and duplicates are kept. */
export class HeaderPlan {
  /** The design asks to close the connection after the request. */
  readonly close: boolean;
  private readonly entries: readonly Entry[];
  private readonly host: Template | undefined;
  private readonly contentType: boolean;
  private readonly constant: readonly string[] | undefined;
  private readonly basic: { basePath: string; value: string }[];

  constructor(headers: readonly Header[], settings: HeaderSettings, tools: HeaderTools) {
    const { template } = tools;
    this.close = headers.some(({ name, value }) => name.toLowerCase() === 'connection' && value.trim().toLowerCase() === 'close');
    const kept = headers.map((header) => adapted(header, settings)).filter((header): header is Header => header !== undefined);
    if (settings.userAgent !== '' && !kept.some(({ name }) => name.toLowerCase() === 'user-agent')) kept.push({ name: 'User-Agent', value: settings.userAgent });
    this.entries = kept.filter(({ name }) => name.toLowerCase() !== 'host').map(({ name, value }) => ({ name: template(name), value: template(value) }));
    const host = kept.find(({ name }) => name.toLowerCase() === 'host');
    this.host = host === undefined ? undefined : template(host.value);
    this.contentType = kept.some(({ name }) => name.toLowerCase() === 'content-type');
    this.constant = this.entries.every(({ name, value }) => name.constant !== undefined && value.constant !== undefined) ? this.entries.flatMap(({ name, value }) => [name.constant ?? '', value.constant ?? '']) : undefined;
    const designed = kept.some(({ name }) => name.toLowerCase() === 'authorization');
    this.basic = designed ? [] : basicCredentials(settings.server, tools.warn);
  }

  /** Headers of one request, flat, and the Host header where it differs from the address. `bodyType` = the type the body brings. */
  render(target: RenderTarget, place: { origin: string; path: string }, bodyType: string | undefined): { headers: readonly string[]; host: string | undefined } {
    const host = this.host?.render(target);
    const differing = host === undefined || host === place.origin.slice(place.origin.indexOf('//') + 2) ? undefined : host;
    const multipart = bodyType?.startsWith('multipart/') === true;
    const adds = bodyType !== undefined && (!this.contentType || multipart);
    if (this.constant !== undefined && !adds && this.basic.length === 0) return { headers: this.constant, host: differing };
    const headers: string[] = [];
    for (const { name, value } of this.entries) {
      const rendered = name.render(target);
      // The recorded boundary is not the one of this body (entities.md §3.4).
      if (!(multipart && rendered.toLowerCase() === 'content-type')) headers.push(rendered, value.render(target));
    }
    if (adds) headers.push('Content-Type', bodyType);
    const login = this.basic.find(({ basePath }) => place.path.startsWith(basePath));
    if (login !== undefined) headers.push('Authorization', login.value);
    return { headers, host: differing };
  }
}

/** A designed header as it will be sent; undefined = not at all. */
function adapted({ name, value }: Header, settings: HeaderSettings): Header | undefined {
  const key = name.trim().toLowerCase();
  if (key === '' || key.startsWith(':') || TRANSPORT_OWN.has(key)) return undefined;
  // Recorded cookies belong to the recorded session; one with a variable in it was put there by a person.
  if (key === 'cookie' && !settings.ignoreCookies && !value.includes('${')) return undefined;
  if (key === 'user-agent' && settings.userAgent !== '') return { name, value: settings.userAgent };
  if (key !== 'accept-encoding' || value.includes('${')) return { name: name.trim(), value };
  const codings = decodableCodings(value);
  return codings === '' ? undefined : { name, value: codings };
}

/** Name and password as an Authorization header carries them; as good as the password itself, so it is hidden like one. */
export const basicValue = ({ username, password }: { username: string; password: string }): string => Buffer.from(`${username}:${password}`).toString('base64');

function basicCredentials(server: HttpServer, warn: (text: string) => void): { basePath: string; value: string }[] {
  const others = server.authorizations.filter(({ type }) => type !== 'BASIC');
  if (others.length > 0) warn(`${others.map(({ type }) => type).join(', ')} authentication of the server ${server.hostname} is not executed by the local engine yet: requests go without it.`);
  return server.authorizations.filter(({ type }) => type === 'BASIC').map((login) => ({ basePath: login.basePath, value: `Basic ${basicValue(login)}` }));
}
