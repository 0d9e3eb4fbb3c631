import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { PlanRefused } from '../engine-log.js';
import type { AllowedHosts } from './allowed-hosts.js';

/** A name that leads nowhere, or where nobody may go; the message is a sentence. */
export class NameProblem extends Error {
  override readonly name = 'NameProblem';
}

/** A name server that is silent for so long is tried once more, then given up. */
const TIMEOUT_MS = 3000;

/** Names found by the DNS servers of a profile instead of the system's. One per profile; what a user has looked up is its own. */
export class NameService {
  private readonly resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 2 });

  /** Throws PlanRefused for a server that is no address, or that may not be asked: it is loaded like any other host. */
  constructor(private readonly servers: readonly string[], private readonly hosts: AllowedHosts) {
    for (const server of servers) {
      const address = addressOf(server);
      if (address === undefined) throw new PlanRefused(`"${server}" cannot be used as a DNS server: write its IP address, with a port if it is not 53 (10.0.0.53, 127.0.0.1:5353, [::1]:53).`);
      const refusal = hosts.refusal(address);
      if (refusal !== undefined) throw new PlanRefused(`The DNS server ${server} may not be asked. ${refusal}`);
    }
    this.resolver.setServers([...servers]);
  }

  /**
   * The address of a name, from `known` where it stands there. Throws a NameProblem when there is none, and when it may not be
   * loaded: a DNS server must not send allowed names to a stranger.
   */
  async find(name: string, known: Map<string, string>): Promise<string> {
    const address = known.get(name) ?? (await this.ask(name));
    const refusal = this.hosts.refusal(isIP(address) === 6 ? `[${address}]` : address);
    if (refusal !== undefined) throw new NameProblem(`"${name}" is ${address} by the DNS servers of the profile. ${refusal}`);
    known.set(name, address);
    return address;
  }

  private async ask(name: string): Promise<string> {
    for (const family of ['resolve4', 'resolve6'] as const) {
      const [first] = await this.resolver[family](name).catch((): string[] => []);
      if (first !== undefined) return first;
    }
    throw new NameProblem(`Unknown host: the DNS servers of the profile (${this.servers.join(', ')}) know no address of "${name}".`);
  }
}

function addressOf(server: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(server)?.[1] ?? (isIP(server) === 0 ? /^([\d.]+):\d{1,5}$/.exec(server)?.[1] : server);
  if (bare === undefined || isIP(bare) === 0) return undefined;
  return isIP(bare) === 6 ? `[${bare}]` : bare;
}
