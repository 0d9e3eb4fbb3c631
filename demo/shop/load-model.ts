import type { LoadSettings } from './options.js';

/**
 * A small seeded generator (mulberry32): good enough for jitter and dice, useless for secrets.
 * @returns a function that yields the next number in [0, 1)
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Decides how long an answer takes and which answers fail. Two generators, so that waiting does not shift the errors. */
export class LoadModel {
  private jitter: () => number = seededRandom(0);
  private dice: () => number = seededRandom(0);

  constructor(
    private settings: LoadSettings,
    private readonly seed: number,
  ) {
    this.restart();
  }

  /** The settings in force. */
  get current(): LoadSettings {
    return { ...this.settings };
  }

  /** Changes only the settings that are named. */
  change(settings: Partial<LoadSettings>): void {
    this.settings = { ...this.settings, ...settings };
  }

  /** Starts both sequences again from the seed, so that a repeated run meets the same errors. */
  restart(): void {
    this.jitter = seededRandom(this.seed);
    this.dice = seededRandom(this.seed ^ 0x5eed_c0de);
  }

  /** Throws the dice for one request; the n-th call after a restart always has the same outcome for the same error rate. */
  fails(): boolean {
    return this.dice() < this.settings.errorRate;
  }

  /**
   * Milliseconds one request takes: base × weight, ±30 % jitter, stretched in proportion to the load above the knee.
   * @param weight how heavy the route is; 1 is an ordinary page, 0 never waits
   * @param inFlight requests being handled now, this one included
   */
  duration(weight: number, inFlight: number): number {
    const { latencyMs, knee } = this.settings;
    const pressure = 1 + Math.max(0, inFlight - knee) / knee;
    return latencyMs * weight * pressure * (0.7 + 0.6 * this.jitter());
  }
}

/** Waits the given milliseconds; less than a tenth of one is not worth a timer. */
export async function pause(milliseconds: number): Promise<void> {
  if (milliseconds < 0.1) return;
  await new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
