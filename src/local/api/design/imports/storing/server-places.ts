import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { baseUrlOf, HttpServer, ServerAuthorization } from '../../../../../contract/http-server.js';
import type { DesignNote, ServerDraft } from '../../../../importers/import-result.js';
import { newId } from '../../../ids.js';

/** A server of an import, with what some formats say beside its address: credentials, and timeouts in milliseconds. */
export interface ServerWish extends ServerDraft {
  readonly authorizations?: readonly z.infer<typeof ServerAuthorization>[];
  readonly connectTimeoutMs?: number;
  readonly responseTimeoutMs?: number;
  readonly resourcesPool?: number;
}

/** `idOfDraft`: stored id of each draft key. `added` are to be stored. */
export interface PlacedServers { readonly added: readonly HttpServer[]; readonly idOfDraft: ReadonlyMap<string, string>; readonly notes: readonly DesignNote[] }

const TRAITS = ['connectTimeoutMs', 'responseTimeoutMs', 'resourcesPool'] as const;

const isSamePlace = (server: HttpServer, wish: ServerWish): boolean => server.protocol === wish.protocol && server.hostname === wish.hostname && server.port === wish.port;

/** Whether requests to the stored server are sent with the credentials the import asks for. An import that asks for none takes any; a password it leaves open may be any. */
function isAuthorized(server: HttpServer, { authorizations = [] }: ServerWish): boolean {
  if (authorizations.length === 0) return true;
  return authorizations.length === server.authorizations.length && authorizations.every((wish, at) => {
    const [asked, stored] = [ServerAuthorization.parse(wish), server.authorizations[at]];
    return stored !== undefined && isDeepStrictEqual(asked.password === '' ? { ...asked, password: stored.password } : asked, ServerAuthorization.parse(stored));
  });
}

const noteOn = (wish: ServerWish, reason: string): DesignNote => ({ level: 'changed', type: 'HttpServer', name: wish.hostname, place: 'project servers', reason });

/** Where a stored server is used as it is although the file says otherwise. */
function differences(server: HttpServer, wish: ServerWish): DesignNote[] {
  const differing = TRAITS.filter((trait) => wish[trait] !== undefined && wish[trait] !== server[trait]);
  if (differing.length === 0) return [];
  return [noteOn(wish, `the project's server ${baseUrlOf(server)} is used as it is; the file says ${differing.map((trait) => `${trait} ${wish[trait] ?? ''}`).join(', ')}: change the server where that matters`)];
}

function newServer(wish: ServerWish, owner: { readonly userId: string; readonly projectId: string }): HttpServer {
  const { protocol, hostname, port, authorizations = [] } = wish;
  const traits = Object.fromEntries(TRAITS.flatMap((trait) => (wish[trait] === undefined ? [] : [[trait, wish[trait]]])));
  return HttpServer.parse({ ...owner, ...traits, id: newId(), protocol, hostname, port, authorizations: [...authorizations] });
}

/**
 * The stored server of each draft: one of the project at the same protocol, host and port, else a new one with the platform's
 * default settings. Where the file brings credentials that the stored one does not send, the import gets a server of its own.
 */
export function placedServers(wishes: readonly ServerWish[], known: readonly HttpServer[], owner: { readonly userId: string; readonly projectId: string }): PlacedServers {
  const added: HttpServer[] = [];
  const idOfDraft = new Map<string, string>();
  const notes: DesignNote[] = [];
  for (const wish of wishes) {
    const there = [...known, ...added].filter((server) => isSamePlace(server, wish));
    const found = there.find((server) => isAuthorized(server, wish));
    if (found === undefined) {
      if (there.length > 0) notes.push(noteOn(wish, 'the project has a server of this address that sends other credentials: the import got one of its own'));
      const server = newServer(wish, owner);
      added.push(server);
      idOfDraft.set(wish.key, server.id);
    } else {
      notes.push(...differences(found, wish));
      idOfDraft.set(wish.key, found.id);
    }
  }
  return { added, idOfDraft, notes };
}
