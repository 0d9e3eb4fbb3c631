import type { z } from 'zod';
import type { ServerAuthorization } from '../../../contract/http-server.js';
import { ServerDrafts } from '../server-drafts.js';
import type { JmxServerDraft } from './jmx-result.js';

/** What requests of one server say beside its address. */
export interface ServerTraits { readonly connectTimeoutMs?: number; readonly responseTimeoutMs?: number; readonly resourcesPool?: number }
export interface ServerPlace { readonly protocol: 'HTTP' | 'HTTPS'; readonly hostname: string; readonly port: number }
type Authorization = z.infer<typeof ServerAuthorization>;

/** The servers of a plan: each address once, with timeouts of the first request that names some and the authorizations that cover it. */
export class JmxServers {
  private readonly drafts = new ServerDrafts();
  private readonly places = new Map<string, ServerPlace>();
  private readonly traits = new Map<string, Record<string, number>>();
  private readonly authorizations = new Map<string, Authorization[]>();

  /** Draft key of an address; `differing` are the traits that another request of the same server set otherwise. */
  use(place: ServerPlace, traits: ServerTraits): { key: string; differing: string[] } {
    const key = this.drafts.keyOf(place);
    const known = this.traits.get(key) ?? {};
    this.places.set(key, place);
    const differing = Object.entries(traits).filter(([name, value]) => typeof value === 'number' && known[name] !== undefined && known[name] !== value).map(([name]) => name);
    this.traits.set(key, { ...traits, ...known });
    return { key, differing };
  }

  placeOf(key: string): ServerPlace | undefined {
    return this.places.get(key);
  }

  /** Gives an authorization to the servers it covers; false where there is none. An empty host covers all. */
  authorize(covers: (place: ServerPlace) => boolean, authorization: Authorization): boolean {
    const covered = this.drafts.list().filter(covers);
    for (const { key } of covered) {
      const known = this.authorizations.get(key) ?? [];
      if (!known.some((other) => JSON.stringify(other) === JSON.stringify(authorization))) this.authorizations.set(key, [...known, authorization]);
    }
    return covered.length > 0;
  }

  list(): JmxServerDraft[] {
    return this.drafts.list().map((draft) => ({ ...draft, ...this.traits.get(draft.key), authorizations: this.authorizations.get(draft.key) ?? [] }));
  }
}
