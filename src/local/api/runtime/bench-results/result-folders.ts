import { Injectable } from '@nestjs/common';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ApplicationConfig } from '../../../../config/application-config.js';

/** A result file of one of several agents: `jmeter-2.log` is that of the second one. */
export const resultName = (name: string, number: number): string => name.replace(/(\.\w+)$/, `-${number}$1`);

/** Where the files of runs and validations lie: one folder each, named by the id the server gave. */
@Injectable()
export class ResultFolders {
  readonly root: string;

  constructor(config: ApplicationConfig) {
    this.root = resolve(config.local.dataFolder, 'results');
  }

  of(benchResultId: string): string {
    return join(this.root, benchResultId);
  }

  async create(benchResultId: string): Promise<string> {
    const folder = this.of(benchResultId);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  async remove(benchResultId: string): Promise<void> {
    await rm(this.of(benchResultId), { recursive: true, force: true });
  }
}
