import { Injectable, Logger } from '@nestjs/common';
import { Alarm } from '../../../schedules/alarm.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { JobFiring } from './job-firing.js';
import { WallClock } from './wall-clock.js';

/** When the database failed, it is tried again after this long. */
const RETRY_MS = 5_000;

/** Fires every scheduled job when it is due, one after the other, so that each sees the users that the ones before have taken. */
@Injectable()
export class JobScheduler {
  private readonly alarm: Alarm;
  private readonly logger = new Logger(JobScheduler.name);
  private round: Promise<void> | undefined;
  private isAskedAgain = false;
  private isRunning = false;

  constructor(private readonly database: LocalDatabase, private readonly firing: JobFiring, private readonly clock: WallClock) {
    this.alarm = new Alarm(clock, () => { this.look(); });
  }

  /** Begins; what came due while nobody was there is judged at once. */
  start(): void {
    this.isRunning = true;
    this.look();
  }

  /** Waits for the firing under way; nothing is fired afterwards. */
  async stop(): Promise<void> {
    this.isRunning = false;
    await this.idle();
    this.alarm.set(undefined);
  }

  /** Fulfilled once nothing is being fired. */
  async idle(): Promise<void> {
    while (this.round !== undefined) await this.round;
  }

  /** Looks what is due, and sets the alarm for what is next. Called after every change of a job; never fails. */
  look(): void {
    this.isAskedAgain = true;
    if (!this.isRunning || this.round !== undefined) return;
    this.round = this.rounds().finally(() => {
      this.round = undefined;
      // Asked for between the last look and here.
      if (this.isAskedAgain) this.look();
    });
  }

  private async rounds(): Promise<void> {
    while (this.isAskedAgain && this.isRunning) {
      this.isAskedAgain = false;
      const next = await this.fireDue().catch((error: unknown) => this.failed('The scheduled jobs could not be read', error));
      this.alarm.set(this.isRunning ? next : undefined);
    }
  }

  /** @returns when to look again. */
  private async fireDue(): Promise<number | undefined> {
    let retryAt = Infinity;
    for (const firing of await this.database.firings.dueBy(this.clock.now())) {
      if (!this.isRunning) return undefined;
      await this.firing.fire(firing).catch((error: unknown) => { retryAt = this.failed(`The job ${firing.jobId} could not be fired`, error); });
    }
    if (retryAt !== Infinity) return retryAt;
    return this.database.firings.earliest();
  }

  private failed(what: string, error: unknown): number {
    this.logger.error(`${what}; it is tried again: ${error instanceof Error ? error.message : 'unknown reason'}`);
    return this.clock.now() + RETRY_MS;
  }
}
