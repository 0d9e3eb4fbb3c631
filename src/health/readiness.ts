import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { SigningKeys } from '../auth/signing-keys.js';
import { OctoperfProbe } from '../octoperf/octoperf-probe.js';

/** A probe's answer is reused so long: probes come every few seconds from several places, and must stay cheap. */
const REUSED_MS = 2_000;
/** The first look comes after the server listens: in local mode it is its own backend. */
const FIRST_LOOK_MS = 200;
const LOOK_AGAIN_MS = 5_000;

/** Whether a call could be served now: the keys to judge tokens are at hand, and the REST API answers. */
@Injectable()
export class Readiness implements OnApplicationBootstrap {
  private readonly logger = new Logger(Readiness.name);
  private readonly last = new Map<string, { at: number; result: Promise<boolean> }>();
  private readonly spoken = new Map<string, boolean>();
  /** Set when the process was asked to stop: it must get no new calls. */
  stopping = false;

  constructor(private readonly indicator: HealthIndicatorService, private readonly keys: SigningKeys, private readonly probe: OctoperfProbe) {}

  /** Looks until both parts are there, so that the log says what is missing and when it came, asked or not. */
  onApplicationBootstrap(): void {
    const look = async (): Promise<void> => {
      const up = await Promise.all([this.check('identity-provider', () => this.keys.ready()), this.check('octoperf', () => this.probe.answers())]);
      const ready = up.every((result) => Object.values(result).every(({ status }) => status === 'up'));
      if (!ready && !this.stopping) setTimeout(() => void look(), LOOK_AGAIN_MS).unref();
    };
    setTimeout(() => void look(), FIRST_LOOK_MS).unref();
  }

  identityProvider(): Promise<HealthIndicatorResult> { return this.check('identity-provider', () => this.keys.ready()); }
  backend(): Promise<HealthIndicatorResult> { return this.check('octoperf', () => this.probe.answers()); }
  async serving(): Promise<HealthIndicatorResult> {
    const check = this.indicator.check('serving');
    return this.stopping ? check.down({ reason: 'stopping' }) : check.up();
  }

  private async check(name: string, ask: () => Promise<boolean>): Promise<HealthIndicatorResult> {
    const up = await this.reused(name, ask);
    if (this.spoken.get(name) !== up) {
      this.spoken.set(name, up);
      if (up) this.logger.log(`${name} is reachable`);
      else this.logger.warn(`${name} is not reachable: not ready, will keep looking`);
    }
    return up ? this.indicator.check(name).up() : this.indicator.check(name).down();
  }

  private reused(name: string, ask: () => Promise<boolean>): Promise<boolean> {
    const known = this.last.get(name);
    if (known !== undefined && Date.now() - known.at < REUSED_MS) return known.result;
    const result = ask().catch(() => false);
    this.last.set(name, { at: Date.now(), result });
    return result;
  }
}
