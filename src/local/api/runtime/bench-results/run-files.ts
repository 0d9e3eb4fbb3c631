import { Injectable } from '@nestjs/common';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanFile } from '../../../agent-wire/agent-protocol.js';
import { fileDigest } from '../../../engine/file-digest.js';
import { ProjectFiles } from '../../design/project-files/project-files.js';

/** Copies that the bridge keeps to undo changes: no run reads them. */
const UNDO = /^undo-.+\.json$/;
/** A place that reads a file whose name is known only while the run goes on. */
const OPEN_NAME = /__(?:FileToString|StringFromFile|CSVRead)\([^)]*(?:\$\{|#)|"file[nN]ame":"[^"]*\$\{/;

/** The files of a project that a run reads, for agents, which have no folder of the project. */
@Injectable()
export class RunFiles {
  constructor(private readonly files: ProjectFiles) {}

  /** Those whose name is written somewhere in what is played; all where a name is made up on the way. @param played anything that JSON can hold */
  async neededBy(projectId: string, played: unknown): Promise<PlanFile[]> {
    const names = (await this.files.names(projectId)).filter((name) => !UNDO.test(name));
    if (names.length === 0) return [];
    const text = JSON.stringify(played);
    const needed = OPEN_NAME.test(text) ? names : names.filter((name) => text.includes(JSON.stringify(name).slice(1, -1)));
    return Promise.all(needed.map(async (name) => {
      const path = join(this.files.folder(projectId), name);
      return { name, size: (await stat(path)).size, sha256: await fileDigest(path) };
    }));
  }
}
