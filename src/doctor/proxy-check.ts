import { redacted } from '../config/redacted.js';
import { openTunnel } from '../outgoing/proxy-tunnel.js';
import type { Check } from './examination.js';
import { fail, ok, type Verdict, warn } from './finding.js';
import { origins, type Patient } from './patient.js';
import { explained, isReached, unreached } from './reach.js';

const TIMEOUT_MS = 10_000;
const WANTS_PROOF = 407;
/** Programs read these, this server does not. */
const NOT_READ = ['HTTP_PROXY', 'ALL_PROXY'];
const shown = (proxy: URL): string => String(redacted('', proxy.href)).replace(/\/$/, '');

/** Whether the proxy leads where this server has to go: what it refuses would look like a failure of OctoPerf everywhere else. */
export const proxy: Check<Patient> = {
  id: 'proxy', title: 'Proxy', needs: [],
  look: async (patient) => {
    const { proxy: set, noProxy = '' } = patient.config.octoperf;
    if (set === undefined) return unset(patient);
    const behind = origins(patient).filter((origin) => patient.proxyFor(origin) !== undefined);
    const address = shown(new URL(set));
    if (behind.length === 0) return ok(`${address} is set, and everything is reached without it (octoperf.no-proxy, loopback).`);
    for (const origin of behind) {
      const verdict = await judged(patient, new URL(set), origin);
      if (verdict !== undefined) return verdict;
    }
    return ok(`${address} leads to ${behind.join(', ')}.${noProxy === '' ? '' : ` Without it: ${noProxy}.`}`);
  },
};

function unset({ surroundings: { proxies } }: Patient): Verdict {
  const found = Object.entries(proxies).filter(([name]) => name !== 'NO_PROXY').map(([name, value]) => `${name}=${String(redacted('', value))}`);
  if (found.length === 0) return ok('No proxy is set for outgoing requests.');
  return warn(`${found.join(', ')}: set, and not used.`, `This server reads HTTPS_PROXY and NO_PROXY in capitals (or octoperf.proxy and octoperf.no-proxy), and neither ${NOT_READ.join(' nor ')}. Where only the proxy leads out, set HTTPS_PROXY.`);
}

/** What is wrong on the way to an origin; undefined where nothing is. Only what is the proxy's own is judged of plain http. */
async function judged({ reach }: Patient, through: URL, origin: string): Promise<Verdict | undefined> {
  const { protocol, hostname, port } = new URL(origin);
  if (protocol === 'http:') {
    const answer = await reach(origin);
    if (!isReached(answer)) return away(through, answer);
    return answer.status === WANTS_PROOF ? unproven(through) : undefined;
  }
  try {
    const { status, socket } = await openTunnel(through, { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port) }, TIMEOUT_MS);
    socket.destroy();
    if (status === 200) return undefined;
    return status === WANTS_PROOF ? unproven(through) : fail(`The proxy ${shown(through)} does not lead to ${origin}: it answers CONNECT with ${status}.`, 'Have the proxy allow that host and port (403 is usually its rules, 502 to 504 that it cannot reach or resolve the host itself), or name the host in octoperf.no-proxy (NO_PROXY) where it can be reached directly.');
  } catch (error) {
    return away(through, unreached(error));
  }
}

function away(through: URL, answer: ReturnType<typeof unreached>): Verdict {
  const { seen } = explained(answer, through.href, 'octoperf.proxy');
  return fail(`The proxy does not answer. ${seen}`, 'Check octoperf.proxy (by default HTTPS_PROXY), its port, and http or https in front: most proxies are spoken to by http. Hosts that need no proxy belong into octoperf.no-proxy (NO_PROXY).');
}

function unproven(through: URL): Verdict {
  const isGiven = through.username + through.password !== '';
  return fail(`The proxy ${shown(through)} ${isGiven ? 'refuses the name and password that are given to it' : 'wants a name and password'} (407).`, `Write them into octoperf.proxy (HTTPS_PROXY): http://name:password@${through.host}, each percent-encoded. Only Basic authentication is spoken; for Kerberos or NTLM put a local proxy between that speaks it.`);
}
