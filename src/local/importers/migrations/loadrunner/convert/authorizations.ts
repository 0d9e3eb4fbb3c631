import type { ServerDraft } from '../../../import-result.js';
import type { MigratedServer } from '../../migration-result.js';

type Authorization = MigratedServer['authorizations'][number];
interface Wanted { readonly host: string; readonly port: number | undefined; readonly authorization: Authorization; readonly found: (server: string) => void }

/** Credentials scripts set for hosts (`web_set_user`); they belong to a server here, known only when every request was read. */
export class AuthorizationBook {
  private readonly wanted: Wanted[] = [];

  /** `target` as the script writes it: `host`, `host:port` or an address. `found` is told the host of its server, or an empty text. */
  add(target: string, authorization: Authorization, found: (server: string) => void): void {
    const [, host = target, port] = /^(?:https?:\/\/)?([^/:]+)(?::(\d{1,5}))?/i.exec(target.trim()) ?? [];
    this.wanted.push({ host: host.toLowerCase(), port: port === undefined ? undefined : Number(port), authorization, found });
  }

  /** Servers with the credentials of their host; the first of two equal ones counts. */
  withCredentials(servers: readonly ServerDraft[]): MigratedServer[] {
    const fits = ({ host, port }: Wanted, server: ServerDraft): boolean => host === server.hostname.toLowerCase() && (port === undefined || port === server.port);
    for (const wanted of this.wanted) wanted.found(servers.find((server) => fits(wanted, server))?.hostname ?? '');
    return servers.map((server) => {
      const own = this.wanted.filter((wanted) => fits(wanted, server)).map(({ authorization }) => authorization);
      const keys = own.map((authorization) => JSON.stringify(authorization));
      return { ...server, authorizations: own.filter((_authorization, at) => keys.indexOf(keys[at] ?? '') === at) };
    });
  }
}
