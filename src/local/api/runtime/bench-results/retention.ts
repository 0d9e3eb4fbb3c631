import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationConfig } from '../../../../config/application-config.js';
import { isTerminal } from '../../../../contract/bench-result.js';
import { epochMs } from '../../../../contract/wire.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { trendReferences } from '../../analysis/bench-reports/trend-runs.js';
import { asBench, type BenchEntity } from './bench-entity.js';
import { ResultFolders } from './result-folders.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const ZIPPED = /\.gz$/i;

/** What one sweep erased. */
export interface Swept { readonly folders: number; readonly files: number; readonly results: number }

/**
 * Erases what has had its time (behaviour.md §19.5): files of runs and validations after some days, zipped logs that are too large,
 * and the oldest results of a project that has too many. Nothing that is under way is touched.
 */
@Injectable()
export class Retention implements OnModuleDestroy {
  private readonly logger = new Logger('Retention');
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: LocalDatabase, private readonly folders: ResultFolders, private readonly config: ApplicationConfig) {}

  /** Sweeps now and then every so many minutes, one sweep at a time. Nothing where the operator wants none. */
  start(): void {
    const { sweepMinutes } = this.config.local.retention;
    if (sweepMinutes === 0) return;
    const sweep = (): void => {
      this.sweeping = this.sweeping.then(() => this.sweep(Date.now())).catch((error: unknown) => { this.logger.error(`A sweep failed: ${error instanceof Error ? error.message : 'unknown reason'}`); });
    };
    sweep();
    this.timer = setInterval(sweep, sweepMinutes * MINUTE_MS).unref();
  }

  /** A sweep under way still needs the database. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  /** @param now epoch ms: what is old is judged by it. */
  async sweep(now: number): Promise<Swept> {
    const results = await this.eraseResults(now);
    const { folders, files } = await this.eraseFiles(now);
    if (results + folders + files > 0) this.logger.log(`Erased ${results} result(s), the files of ${folders} run(s) and ${files} large zipped log(s) whose time was over.`);
    return { results, folders, files };
  }

  private async eraseFiles(now: number): Promise<Pick<Swept, 'folders' | 'files'>> {
    const erased = { folders: 0, files: 0 };
    for (const id of await readdir(this.folders.root).catch(() => [])) {
      const endedAt = await this.endOf(id);
      if (endedAt === undefined) continue;
      if (now - endedAt > this.config.local.retention.fileDays * DAY_MS) {
        await this.folders.remove(id);
        erased.folders += 1;
      } else erased.files += await this.dropLargeLogs(id);
    }
    return erased;
  }

  /** When the run whose folder this is ended; undefined while it is under way. A folder that no run owns any more counts from its last change. */
  private async endOf(id: string): Promise<number | undefined> {
    const stored = await this.database.documents.find('benchResult', id);
    if (stored !== undefined) return isTerminal(stored.document.state) ? endedAt(asBench(stored.document)) : undefined;
    return (await stat(this.folders.of(id)).catch(() => undefined))?.mtimeMs;
  }

  private async dropLargeLogs(id: string): Promise<number> {
    const { maxZippedLogBytes } = this.config.local.retention;
    const folder = this.folders.of(id);
    const zipped = (await readdir(folder).catch(() => [])).filter((name) => ZIPPED.test(name));
    const sizes = await Promise.all(zipped.map(async (name) => ({ name, size: (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0 })));
    const large = sizes.filter(({ size }) => size > maxZippedLogBytes);
    for (const { name } of large) await rm(join(folder, name), { force: true });
    return large.length;
  }

  /** The oldest runs of each project above its number, but for references of trend reports (behaviour.md §25.2, documented); and validations that a newer one replaced, once their files' time is over. */
  private async eraseResults(now: number): Promise<number> {
    const { resultsPerProject, fileDays } = this.config.local.retention;
    const byProject = new Map<string, string[]>();
    for (const { id, parentId } of await this.database.documents.placesOf('benchResult')) byProject.set(parentId, [...(byProject.get(parentId) ?? []), id]);
    let erased = 0;
    for (const [projectId, ids] of byProject) {
      const benches = (await Promise.all(ids.map((id) => this.database.documents.find('benchResult', id)))).flatMap((stored) => (stored === undefined ? [] : [asBench(stored.document)]));
      const runs = benches.filter(({ mode }) => mode === 'STANDARD');
      const above = resultsPerProject === 0 ? [] : runs.slice(0, Math.max(0, runs.length - resultsPerProject));
      const replaced = await this.replacedValidations(benches.filter(({ mode, state }) => mode === 'CHECK' && isTerminal(state)), now - fileDays * DAY_MS);
      const over = [...above.filter(({ state }) => isTerminal(state)), ...replaced];
      if (over.length > 0) erased += await this.eraseAll(projectId, over);
    }
    return erased;
  }

  private async replacedValidations(validations: readonly BenchEntity[], before: number): Promise<BenchEntity[]> {
    const judged = await Promise.all(validations.map(async (bench) => ({ bench, isLatest: bench.virtualUserId !== undefined && (await this.database.validations.latest(bench.virtualUserId)) === bench.id })));
    return judged.filter(({ bench, isLatest }) => !isLatest && endedAt(bench) < before).map(({ bench }) => bench);
  }

  /** Runs with all that was measured and their frozen design, and the reports that show nothing else. Files last: they are found again if this ends in between. @returns how many. */
  private async eraseAll(projectId: string, benches: readonly BenchEntity[]): Promise<number> {
    const references = await trendReferences(this.database, projectId);
    const ids = new Set(benches.map(({ id }) => id).filter((id) => !references.has(id)));
    let erased = 0;
    const reports = (await this.database.documents.listByParent('benchReport', projectId)).filter(({ benchResultIds }) => benchResultIds.every((id) => ids.has(id)));
    for (const { id, resultProjectId } of benches.filter((bench) => ids.has(bench.id))) {
      const own = reports.filter(({ benchResultIds }) => benchResultIds.includes(id));
      const isErased = await this.database.transaction(async (stores) => {
        const { documents } = stores;
        // A trend report that is made at this moment holds its reference, too: whoever comes second sees what the first did.
        await documents.hold('benchResult', id);
        if ((await trendReferences(stores, projectId)).has(id)) return false;
        for (const report of own) await documents.delete('benchReport', report.id);
        for (const results of [stores.metrics, stores.errors, stores.benchLogs]) await results.deleteOf([id]);
        if (resultProjectId !== '') for (const collection of ['frozenRun', 'project'] as const) await documents.delete(collection, resultProjectId);
        await documents.delete('benchResult', id);
        return true;
      });
      if (!isErased) continue;
      await this.folders.remove(id);
      erased += 1;
    }
    return erased;
  }
}

const endedAt = ({ endedAt, lastModified }: BenchEntity): number => endedAt ?? epochMs(lastModified) ?? 0;
