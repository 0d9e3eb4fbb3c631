import { Logger } from '@nestjs/common';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileLock } from './file-lock.js';
import type { StoredStatistics, ToolStatistics } from './tool-statistics.js';

/** Keeps the statistics in one file: written beside it and moved over it, so that it is always whole. */
export class StatisticsFile {
  private readonly logger = new Logger('Statistics');
  private readonly lock: FileLock;
  private readonly timer: NodeJS.Timeout;
  private saving: Promise<void> | undefined;

  /** Reads what is there; a file that cannot be read is put aside. Throws where the folder cannot be made, or another process writes the file. */
  constructor(private readonly file: string, seconds: number, private readonly statistics: ToolStatistics) {
    mkdirSync(dirname(file), { recursive: true });
    this.lock = new FileLock(file);
    this.restore();
    statistics.isStored = true;
    this.timer = setInterval(() => { this.saving ??= this.save().finally(() => { this.saving = undefined; }); }, seconds * 1000).unref();
  }

  /** Stores what was counted until now. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.saving;
    await this.save();
    this.lock.release();
  }

  private async save(): Promise<void> {
    try {
      const beside = `${this.file}.new`;
      await writeFile(beside, JSON.stringify(this.statistics.stored()), { mode: 0o600 });
      await rename(beside, this.file);
    } catch (error) {
      this.logger.warn(`statistics cannot be stored in ${this.file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private restore(): void {
    let text: string;
    try { text = readFileSync(this.file, 'utf8'); } catch {
      // The first start: nothing was counted yet, but the place must be writable now rather than at the stop.
      writeFileSync(this.file, JSON.stringify(this.statistics.stored()), { mode: 0o600 });
      return;
    }
    try {
      const stored = JSON.parse(text) as StoredStatistics;
      if (stored.version !== 1) throw new Error('of another version');
      this.statistics.restore(stored);
    } catch (error) {
      this.logger.warn(`${this.file} holds no statistics (${error instanceof Error ? error.message : String(error)}): put aside as ${this.file}.unreadable, counting begins anew`);
      renameSync(this.file, `${this.file}.unreadable`);
    }
  }
}
