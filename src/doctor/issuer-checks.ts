import { importJWK, type JWK } from 'jose';
import type { Check } from './examination.js';
import { fail, ok, type Verdict, warn } from './finding.js';
import { readJson } from './origin-checks.js';
import { originDifference } from './origin-difference.js';
import type { Patient } from './patient.js';
import { explained, isReached, type Reaching, type Unreached } from './reach.js';

interface Metadata { readonly issuer?: unknown; readonly jwks_uri?: unknown }
interface Found { readonly place: string; readonly metadata: Metadata }

/** Where RFC 8414 and OIDC Discovery say that an issuer describes itself. */
function places(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [`${origin}/.well-known/oauth-authorization-server${path}`, `${origin}${path}/.well-known/openid-configuration`, `${origin}/.well-known/openid-configuration${path}`];
}

/** The first place that answers with metadata; else what stood in the way. */
async function metadataOf(issuer: string, reach: Reaching): Promise<Found | { readonly statuses: readonly string[]; readonly unreached: Unreached | undefined }> {
  const statuses: string[] = [];
  let unreached: Unreached | undefined;
  for (const place of places(issuer)) {
    const answer = await reach(place);
    if (!isReached(answer)) { unreached = answer; continue; }
    const metadata: Metadata = readJson(answer.text);
    if (answer.status === 200 && typeof metadata.issuer === 'string') return { place, metadata };
    statuses.push(`${place}: ${answer.status}`);
  }
  return { statuses, unreached };
}

const issuer: Check<Patient> = {
  id: 'issuer', title: 'Issuer', needs: ['origin', 'certificates'],
  look: async ({ config, reach }) => {
    const found = await metadataOf(config.issuer, reach);
    if (!('place' in found)) return missing(config.issuer, found, config.idp.jwksUri !== undefined);
    const theirs = String(found.metadata.issuer);
    if (theirs === config.issuer) return ok(`${found.place} names the issuer ${theirs}, as its tokens must.`);
    const difference = originDifference(theirs, config.issuer);
    return fail(`The identity provider calls itself ${theirs}; this server expects ${config.issuer} and will refuse every token. They differ in ${difference?.words ?? 'their spelling'}.`, 'Both follow from the public origin: give this server the scheme, hostname and port that OctoPerf itself is configured with (or correct OctoPerf\'s, if clients use the other).', difference?.yaml ?? `idp:\n  issuer: ${JSON.stringify(theirs)}`);
  },
};

function missing(wanted: string, { statuses, unreached }: { readonly statuses: readonly string[]; readonly unreached: Unreached | undefined }, hasKeys: boolean): Verdict {
  const words = unreached === undefined ? { seen: `Nothing describes the issuer ${wanted} (${statuses.join('; ')}).`, remedy: 'The reverse proxy must pass /.well-known and /auth to the OctoPerf backend, and the identity provider must be enabled there. Check idp.issuer.' } : explained(unreached, wanted, 'idp.issuer');
  return hasKeys ? warn(`${words.seen} The keys are read from idp.jwks-uri, but clients find sign-in through the issuer.`, words.remedy) : fail(words.seen, words.remedy);
}

const keys: Check<Patient> = {
  id: 'keys', title: 'Signing keys', needs: ['issuer'],
  look: async ({ config, reach }) => {
    const place = config.idp.jwksUri ?? await jwksOf(config.issuer, reach);
    if (place === undefined) return fail('The metadata of the issuer names no jwks_uri.', 'Set idp.jwks-uri.');
    const answer = await reach(place);
    if (!isReached(answer)) {
      const { seen, remedy } = explained(answer, place, 'idp.jwks-uri');
      return fail(`${seen} The signing keys are published there.`, remedy);
    }
    const { keys: published = [] } = readJson(answer.text) as { keys?: JWK[] };
    if (answer.status !== 200 || !Array.isArray(published)) return fail(`${place} answers ${answer.status} and no keys.`, 'Check idp.jwks-uri, and that the reverse proxy passes it on.');
    return judged(place, published, config.idp.algorithms);
  },
};

async function jwksOf(wanted: string, reach: Reaching): Promise<string | undefined> {
  const found = await metadataOf(wanted, reach);
  return 'place' in found && typeof found.metadata.jwks_uri === 'string' ? found.metadata.jwks_uri : undefined;
}

async function judged(place: string, published: readonly JWK[], accepted: readonly string[]): Promise<Verdict> {
  const usable: string[] = [];
  for (const key of published) {
    if (key.use !== undefined && key.use !== 'sig') continue;
    const algorithms = key.alg === undefined ? accepted.filter((alg) => fits(key, alg)) : accepted.filter((alg) => alg === key.alg);
    const [first] = algorithms;
    if (first !== undefined && key.kid !== undefined && (await importJWK(key, first).then(() => true, () => false))) usable.push(`${key.kid} (${key.alg ?? algorithms.join('/')})`);
  }
  if (usable.length > 0) return ok(`${usable.length} usable of ${published.length} at ${place}: ${usable.join(', ')}.`);
  const offered = [...new Set(published.map(({ alg, kty }) => alg ?? kty ?? 'unknown'))].join(', ') || 'none';
  return fail(`None of the ${published.length} keys at ${place} can be used: accepted are ${accepted.join(', ')} with a key id, published is ${offered}.`, 'Add the algorithm of your identity provider to idp.algorithms (asymmetric ones only).');
}

const fits = ({ kty, crv }: JWK, alg: string): boolean => (kty === 'RSA' ? /^[RP]S/.test(alg) : kty === 'EC' && ({ ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' } as Record<string, string>)[alg] === crv);

export const ISSUER_CHECKS: readonly Check<Patient>[] = [issuer, keys];
