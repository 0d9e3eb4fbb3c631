import type { Socket } from 'node:net';
import { type DetailedPeerCertificate, connect } from 'node:tls';
import { openTunnel } from '../outgoing/proxy-tunnel.js';
import { fail, ok, type Verdict, warn } from './finding.js';

const SOON_DAYS = 30;
const DAY_MS = 86_400_000;
const TIMEOUT_MS = 10_000;

/** What a TLS server shows of itself. */
interface Shown { readonly trusted: boolean; readonly problem: string; readonly chain: readonly DetailedPeerCertificate[]; readonly protocol: string }

/** Looks at the certificates of an https origin: trusted from here, for that name, and for how long. @param proxy through which it is reached */
export async function lookAtCertificates(origin: string, proxy: URL | undefined): Promise<Verdict> {
  const { hostname, port } = new URL(origin);
  const place = { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port) };
  const shown = await (proxy === undefined ? handshake(place) : openTunnel(proxy, place, TIMEOUT_MS).then(({ status, socket }) => (status === 200 ? handshake(place, socket) : `the proxy answers ${status}`), (error: unknown) => problemOf(error as Error)));
  if (typeof shown === 'string') return fail(`No TLS with ${origin}: ${shown}.`, 'Check that server.scheme is what the reverse proxy speaks at this port: http behind an https scheme looks like this.');
  const [leaf] = shown.chain;
  if (leaf === undefined) return fail(`${origin} shows no certificate.`, 'Check the TLS settings of the reverse proxy.');
  if (!shown.trusted) return untrusted(origin, shown, leaf);
  const first = shown.chain.toSorted((a, b) => Date.parse(a.valid_to) - Date.parse(b.valid_to))[0] ?? leaf;
  const days = Math.floor((Date.parse(first.valid_to) - Date.now()) / DAY_MS);
  if (days < SOON_DAYS) return warn(`The certificate ${named(first)} of ${origin} ends in ${days} days (${first.valid_to}).`, 'Renew it: no client will connect afterwards.');
  return ok(`${origin}: ${shown.protocol}, ${shown.chain.map(named).join(' < ')}, ${days} days left.`);
}

function untrusted(origin: string, { problem, chain }: Shown, leaf: DetailedPeerCertificate): Verdict {
  const seen = `The certificate of ${origin} is not trusted from here: ${problem}. It shows ${chain.map(named).join(' < ')}.`;
  if (problem === 'CERT_HAS_EXPIRED') return fail(`${seen} It ended ${leaf.valid_to}.`, 'Renew the certificate of the reverse proxy.');
  if (problem === 'CERT_NOT_YET_VALID') return fail(`${seen} It begins ${leaf.valid_from}.`, 'Check the clock of this machine, else the certificate.');
  if (problem === 'ERR_TLS_CERT_ALTNAME_INVALID') return fail(`${seen} It is for ${leaf.subjectaltname ?? 'no name'}.`, 'Use one of these names as server.hostname, or have the certificate issued for the name in use.');
  const last = chain.at(-1);
  const incomplete = problem === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' || (problem === 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' && last !== undefined && last.fingerprint256 !== last.issuerCertificate?.fingerprint256);
  const own = 'Save the certificate of the authority that signed it as a PEM file and start this server with NODE_EXTRA_CA_CERTS=/path/to/ca.pem (in a container: mount it and set the variable). Never switch verification off.';
  return fail(seen, incomplete ? `The reverse proxy sends no complete chain, or a private authority signed it. Send the intermediate certificates too; with a private authority: ${own}` : own);
}

const named = ({ subject }: DetailedPeerCertificate): string => `"${[subject?.CN ?? subject?.O ?? 'no name'].flat()[0] ?? ''}"`;

/** A handshake that goes on whatever the certificate: the reason is wanted, nothing is sent. */
function handshake({ host, port }: { readonly host: string; readonly port: number }, tunnel?: Socket): Promise<Shown | string> {
  return new Promise((resolve) => {
    const socket = connect({ ...(tunnel === undefined ? { host, port } : { socket: tunnel, host }), servername: /^[\d.]+$|:/.test(host) ? '' : host, rejectUnauthorized: false, timeout: TIMEOUT_MS }, () => {
      const problem = problemOf(socket.authorizationError);
      resolve({ trusted: socket.authorized, problem, chain: chainOf(socket.getPeerCertificate(true)), protocol: socket.getProtocol() ?? 'TLS' });
      socket.destroy();
    });
    socket.once('timeout', () => { resolve('no answer in time'); socket.destroy(); });
    socket.once('error', (error: Error & { code?: string }) => { resolve(error.code ?? error.message); });
  });
}

const problemOf = (error: Error | string | undefined): string => (typeof error === 'string' ? error : ((error as { code?: string } | undefined)?.code ?? error?.message ?? 'unknown'));

/** From the leaf upwards; a root names itself as its issuer. */
function chainOf(leaf: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  let next: DetailedPeerCertificate | undefined = leaf;
  while (next?.fingerprint256 !== undefined && !chain.some(({ fingerprint256 }) => fingerprint256 === next?.fingerprint256)) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}
