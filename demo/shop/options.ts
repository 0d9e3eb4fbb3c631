/** How the shop behaves under load. All of it can be changed while it runs (POST /__config). */
export interface LoadSettings {
  /** Base time of one ordinary page in milliseconds, before the knee and before a route's own weight. 0 turns waiting off. */
  latencyMs: number;
  /** Share of search and product pages answered with 500, from 0 to 1. */
  errorRate: number;
  /** Requests in flight that the shop carries at full speed; beyond it every answer takes proportionally longer. */
  knee: number;
}

/** What `startShop` takes. Everything has a default. */
export interface ShopOptions extends Partial<LoadSettings> {
  /** TCP port on 127.0.0.1; 0 (default) lets the system choose. */
  port?: number;
  /** Seed of the latency jitter and of the injected errors. Security tokens are never seeded: a recording must go stale. */
  seed?: number;
  /** How many sessions, carts and orders (each) are kept; the oldest go first. */
  maxSessions?: number;
}

/** Every option with its value. */
export type CompleteOptions = Required<ShopOptions>;

const DEFAULTS: CompleteOptions = { port: 0, latencyMs: 5, errorRate: 0, knee: 20, seed: 1, maxSessions: 100_000 };

const RANGES: Record<keyof CompleteOptions, { least: number; most: number; whole: boolean }> = {
  port: { least: 0, most: 65_535, whole: true },
  latencyMs: { least: 0, most: 60_000, whole: false },
  errorRate: { least: 0, most: 1, whole: false },
  knee: { least: 1, most: 1_000_000, whole: true },
  seed: { least: 0, most: 0xffff_ffff, whole: true },
  maxSessions: { least: 1, most: 10_000_000, whole: true },
};

/** A setting that cannot be used; its message names the setting and the range. */
export class BadSetting extends Error {}

/**
 * Fills in the defaults and checks every number.
 * @throws BadSetting with the name and the allowed range
 */
export function completeOptions(options: ShopOptions): CompleteOptions {
  const complete = { ...DEFAULTS };
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) complete[knownName(name)] = checkedNumber(knownName(name), value);
  }
  return complete;
}

/**
 * Reads a change of the load settings as it arrives over HTTP.
 * @param change the members of the sent object, not trusted
 * @returns only the settings that were named
 * @throws BadSetting for an unknown setting or one out of range
 */
export function readLoadSettings(change: ReadonlyMap<string, unknown>): Partial<LoadSettings> {
  const accepted: Partial<LoadSettings> = {};
  for (const [name, value] of change) {
    if (name !== 'latencyMs' && name !== 'errorRate' && name !== 'knee') {
      throw new BadSetting(`Unknown setting "${name.slice(0, 40)}". Known: latencyMs, errorRate, knee.`);
    }
    accepted[name] = checkedNumber(name, value);
  }
  return accepted;
}

/** Narrows a name to an option. @throws BadSetting when there is no such option */
function knownName(name: string): keyof CompleteOptions {
  if (!Object.hasOwn(RANGES, name)) {
    throw new BadSetting(`Unknown option "${name.slice(0, 40)}". Known: ${Object.keys(RANGES).join(', ')}.`);
  }
  return name as keyof CompleteOptions;
}

/** Returns the value when it is a number in the option's range. @throws BadSetting otherwise */
function checkedNumber(name: keyof CompleteOptions, value: unknown): number {
  const { least, most, whole } = RANGES[name];
  const usable = typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
  if (!usable) throw new BadSetting(`${name} must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}.`);
  return value;
}
