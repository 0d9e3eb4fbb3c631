import { Injectable } from '@nestjs/common';
import type { Project } from '../../../../contract/project.js';
import { LocalDatabase } from '../../../storage/local-database.js';
import { missing } from '../../access.js';
import { LiveBenches } from '../../runtime/bench-results/live-benches.js';
import { ResultFolders } from '../../runtime/bench-results/result-folders.js';
import { ProjectFiles } from '../project-files/project-files.js';

/** Removes a project and everything below it: design, recordings, results, reports and files; there is no way back (behaviour.md §7.9). */
@Injectable()
export class ProjectRemoval {
  constructor(private readonly database: LocalDatabase, private readonly live: LiveBenches, private readonly folders: ResultFolders, private readonly files: ProjectFiles) {}

  async remove(project: Project): Promise<void> {
    const { documents } = this.database;
    const benchResultIds = await documents.idsByParent('benchResult', project.id);
    await Promise.all(benchResultIds.map((id) => this.live.stop(id, 'the removal of the project')));
    const virtualUserIds = await documents.idsByParent('virtualUser', project.id);
    await this.database.transaction(async (stores) => {
      // Nobody adds to the project from here on.
      if (!(await stores.documents.hold('project', project.id))) throw missing('project', project.id);
      await stores.firings.deleteOf(await stores.documents.idsByParent('scheduledJob', project.id));
      await stores.documents.deleteByParent(project.id);
      await stores.documents.delete('project', project.id);
      await stores.documents.delete('frozenRun', project.id);
      await stores.recordings.deleteOf(virtualUserIds);
      await stores.validations.deleteOf(virtualUserIds);
      for (const results of [stores.metrics, stores.errors, stores.benchLogs]) await results.deleteOf(benchResultIds);
    });
    await this.files.removeAll(project.id);
    await Promise.all(benchResultIds.map((id) => this.folders.remove(id)));
  }
}
