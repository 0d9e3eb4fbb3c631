import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RESULT_FILES } from '../../../agent-wire/agent-protocol.js';
import type { BenchHandle, BenchPlan } from '../../../engine/bench-protocol.js';
import type { Report } from '../../../engine/load/messages.js';
import { forkBench } from '../../../engine/start-bench.js';
import { LOCAL_AGENT } from '../../workspaces/docker-providers/local-provider.js';
import type { CrewMember } from './crew-member.js';
import { resultName } from './result-folders.js';

/** The agent that every backend has: it forks its generator in the backend's own process. */
export class LocalMember implements CrewMember {
  readonly name = LOCAL_AGENT;
  readonly injectorId = LOCAL_AGENT;
  readonly roundTripMs = 0;
  private handle: BenchHandle | undefined;
  private stoppedBy: string | undefined;

  /** @param number of this member among several; undefined where it is alone. */
  constructor(readonly region: string, readonly users: number, private readonly folder: string, private readonly number: number | undefined) {}

  prepare(plan: BenchPlan, hear: (report: Report) => void): void {
    const outputFolder = this.number === undefined ? this.folder : join(this.folder, '.local');
    void mkdir(outputFolder, { recursive: true }).then(() => {
      if (this.stoppedBy !== undefined) hear({ type: 'ended', end: { state: 'ABORTED', message: `Aborted by ${this.stoppedBy} before any load.` } });
      else this.handle = forkBench({ ...plan, outputFolder }, (report) => { this.pass(report, outputFolder, hear); });
    }).catch((error: unknown) => { hear({ type: 'ended', end: { state: 'ERROR', message: `The load generator could not be started: ${error instanceof Error ? error.message : 'unknown reason'}` } }); });
  }

  go(at: number): void { this.handle?.go(at); }

  stop(by: string): void {
    if (this.stoppedBy !== undefined) return;
    this.stoppedBy = by;
    this.handle?.stop(by);
  }

  private pass(report: Report, outputFolder: string, hear: (report: Report) => void): void {
    if (report.type !== 'ended' || this.number === undefined) hear(report);
    else void this.filesMoved(outputFolder, this.number).finally(() => { hear(report); });
  }

  private async filesMoved(from: string, number: number): Promise<void> {
    for (const name of RESULT_FILES) await rename(join(from, name), join(this.folder, resultName(name, number))).catch(() => undefined);
    await rm(from, { recursive: true, force: true });
  }
}
