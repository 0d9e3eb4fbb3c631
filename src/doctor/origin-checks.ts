import type { Check } from './examination.js';
import { fail, ok, skipped, type Verdict, warn } from './finding.js';
import { originDifference } from './origin-difference.js';
import { type Patient, secureOrigins } from './patient.js';
import { proxy } from './proxy-check.js';
import { explained, isReached, type Reached } from './reach.js';
import { lookAtCertificates } from './tls-chain.js';

/** The Date header knows whole seconds. */
const RESOLUTION_SECONDS = 1;

const origin: Check<Patient> = {
  id: 'origin', title: 'Public origin', needs: ['proxy'],
  look: async ({ config, reach }) => {
    const { publicOrigin } = config;
    const reached = await reach(publicOrigin);
    if (isReached(reached)) return ok(`${publicOrigin} answers from here (${reached.status}).`);
    if (reached.trouble === 'certificate') return ok(`${publicOrigin} is there; its certificate is a finding of its own.`);
    const { seen, remedy } = explained(reached, publicOrigin, 'server.scheme, server.hostname and server.public.port');
    // An installation that goes round the public origin from inside needs it for its clients only.
    const isGoneRound = config.octoperf.apiUrl !== undefined && config.idp.jwksUri !== undefined;
    return isGoneRound ? warn(`${seen} From inside it is not needed (octoperf.api-url and idp.jwks-uri are set).`, remedy) : fail(seen, remedy);
  },
};

const certificates: Check<Patient> = {
  id: 'certificates', title: 'Certificates', needs: ['origin'],
  look: async (patient) => {
    if (patient.surroundings.trustsAnybody) return fail('NODE_TLS_REJECT_UNAUTHORIZED=0: this process trusts every certificate, and sends tokens to whoever stands between.', 'Remove it; for a private authority set NODE_EXTRA_CA_CERTS=/path/to/ca.pem.');
    const origins = secureOrigins(patient);
    if (origins.length === 0) return plain(patient);
    const verdicts = await Promise.all(origins.map((one) => lookAtCertificates(one, patient.proxyFor(one))));
    return verdicts.find(({ outcome }) => outcome === 'fail') ?? verdicts.find(({ outcome }) => outcome === 'warn') ?? ok(verdicts.map(({ seen }) => seen).join(' '));
  },
};

function plain({ config }: Patient): Verdict {
  const { hostname } = new URL(config.publicOrigin);
  if (/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return ok('Plain http, on this machine only.');
  return warn(`${config.publicOrigin} is plain http: tokens travel readable.`, 'Put TLS before it and set server.scheme: https with the public port.');
}

const clock: Check<Patient> = {
  id: 'clock', title: 'Clock', needs: ['origin', 'certificates'],
  look: async ({ config, reach }) => {
    const answers = await Promise.all([config.issuer, config.apiUrl].map((url) => reach(url)));
    const dated = answers.find((answer): answer is Reached => isReached(answer) && !Number.isNaN(Date.parse(answer.headers.get('date') ?? '')));
    if (dated === undefined) return skipped('No answer says what time it is (header Date).');
    const seconds = Math.round((Date.parse(dated.headers.get('date') ?? '') + (RESOLUTION_SECONDS * 1000) / 2 - dated.at) / 1000);
    const tolerance = config.idp.clockToleranceSeconds;
    if (Math.abs(seconds) <= tolerance + RESOLUTION_SECONDS) return ok(`The clocks agree (${Math.abs(seconds)} s apart, ${tolerance} s tolerated).`);
    const words = `The clock of OctoPerf is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this machine's`;
    return fail(`${words}; ${tolerance} s are tolerated (idp.clock-tolerance-seconds).`, seconds > 0 ? 'Fresh tokens seem to come from the future and are refused. Synchronize both clocks (NTP).' : 'Tokens seem to have expired before they have. Synchronize both clocks (NTP).');
  },
};

const resource: Check<Patient> = {
  id: 'resource', title: 'MCP endpoint', needs: ['origin', 'certificates'],
  look: async ({ config, reach }) => {
    const place = `${config.publicOrigin}/.well-known/oauth-protected-resource${config.server.mcpContextPath}`;
    const answer = await reach(place);
    if (!isReached(answer) || answer.status !== 200) return warn(`No MCP server describes itself at ${place} (${isReached(answer) ? answer.status : answer.code}).`, `If it runs, the reverse proxy must pass ${config.server.mcpContextPath} and /.well-known/oauth-protected-resource to it.`);
    const { resource: theirs } = readJson(answer.text) as { resource?: unknown };
    if (theirs === config.mcpUrl) return ok(`${config.mcpUrl} describes itself as clients will ask for it.`);
    const difference = originDifference(String(theirs), config.mcpUrl);
    return fail(`The MCP server behind ${config.publicOrigin} calls itself ${String(theirs)}; this configuration says ${config.mcpUrl}.${difference === undefined ? '' : ` They differ in ${difference.words}.`}`, 'Start the server with this configuration, or correct server.scheme, server.hostname and server.public.port.');
  },
};

/** A JSON object, or an empty one. */
export function readJson(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

export const ORIGIN_CHECKS: readonly Check<Patient>[] = [proxy, origin, certificates, clock];
export const RESOURCE_CHECKS: readonly Check<Patient>[] = [resource];
