import { isIP } from 'node:net';

/** Names and addresses that never leave this machine. IPv6 literals come in the brackets that URLs write. */
const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|::1)$/;

/**
 * Which hosts may be loaded: loopback always, others only when configured (exact name, `*.suffix`, `*`), so that the engine
 * cannot be turned against a stranger. A host mapped by the profile's static DNS is judged by the address it is mapped to.
 */
export class AllowedHosts {
  private readonly judged = new Map<string, string | undefined>();
  private readonly exact: ReadonlySet<string>;
  private readonly suffixes: readonly string[];
  private readonly any: boolean;

  constructor(allowed: readonly string[], private readonly staticHosts: Readonly<Record<string, string>> = {}) {
    const patterns = allowed.map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '');
    this.any = patterns.includes('*');
    this.exact = new Set(patterns.filter((entry) => !entry.includes('*')));
    this.suffixes = patterns.filter((entry) => entry.startsWith('*.') && !entry.slice(2).includes('*')).map((entry) => entry.slice(1));
  }

  /** Why a host (as `URL.hostname` writes it) may not be loaded; undefined where it may. */
  refusal(hostname: string): string | undefined {
    const name = hostname.toLowerCase();
    if (this.judged.has(name)) return this.judged.get(name);
    const verdict = this.judge(name);
    // Bounded: a variable may put endless different names here.
    if (this.judged.size < 10_000) this.judged.set(name, verdict);
    return verdict;
  }

  /** Whether a name is this machine whatever anybody says. */
  isLoopback(hostname: string): boolean { return LOOPBACK.test(hostname.toLowerCase()); }

  /** The address a name is mapped to by the profile; loopback names cannot be mapped away. */
  addressOf(hostname: string): string | undefined {
    const name = hostname.toLowerCase();
    if (LOOPBACK.test(name) || !Object.hasOwn(this.staticHosts, name)) return undefined;
    const address = this.staticHosts[name];
    return address !== undefined && isIP(address) !== 0 ? address : undefined;
  }

  private judge(name: string): string | undefined {
    const target = this.addressOf(name) ?? name;
    if (LOOPBACK.test(target) || this.any || this.exact.has(target)) return undefined;
    if (this.suffixes.some((suffix) => target.endsWith(suffix) && target.length > suffix.length)) return undefined;
    const mapped = target === name ? '' : ` (mapped to ${target} by the profile's static hosts)`;
    return `The host "${name}"${mapped} may not be loaded from here: only this machine and configured hosts are. Its owner agreeing, add "${target}" to local.engine.allowed-hosts in application.yml.`;
  }
}
