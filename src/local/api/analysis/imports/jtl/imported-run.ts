import type { BenchReport } from '../../../../../contract/bench-report.js';
import { defaultJmeterEngine } from '../../../../../contract/engine-settings.js';
import type { Project } from '../../../../../contract/project.js';
import type { Scenario, UserProfile } from '../../../../../contract/scenario.js';
import type { JtlImportTaskResult } from '../../../../../contract/task.js';
import { NAME_MAX } from '../../../../../contract/wire.js';
import { defaultReport } from '../../../../analysis/default-report.js';
import { REGION } from '../../../../jtl/action-book.js';
import { type ReadFile, titleOf } from '../../../../jtl/read-upload.js';
import type { RunTally } from '../../../../jtl/run-tally.js';
import type { FrozenRun } from '../../../../storage/collections.js';
import type { Account } from '../../../../storage/identity-store.js';
import type { ImportTarget } from '../../../design/imports/import-gate.js';
import { fresh } from '../../../entities.js';
import { newId } from '../../../ids.js';
import { type BenchEntity, newBench } from '../../../runtime/bench-results/bench-entity.js';
import { importedUsers } from './imported-users.js';

/** Everything an import stores besides the figures. `log`: lines of the launch log. */
export interface ImportedRun { readonly project: Project; readonly frozen: FrozenRun; readonly bench: BenchEntity; readonly report: BenchReport; readonly log: readonly string[]; readonly result: JtlImportTaskResult }
interface Imported { readonly caller: Account; readonly target: ImportTarget; readonly filename: string; readonly benchResultId: string; readonly tally: RunTally; readonly files: readonly ReadFile[] }

/** Name of run, scenario and report: that of the archive (behaviour.md §21.2, documented), cut to what a name may have. */
export const reportNameOf = (filename: string): string => titleOf(filename).slice(0, NAME_MAX).trim() || 'JTL import';

/** The documents of an imported run, as a launch makes them: scenario and Virtual Users stand in the frozen copy only, for nobody is to play them. */
export function importedRun({ caller, target, filename, benchResultId, tally, files }: Imported): ImportedRun {
  const now = Date.now();
  const name = reportNameOf(filename);
  const notes = [...files.flatMap((file) => [...file.notes, ...skippedNote(file)].map((note) => (files.length === 1 ? note : `${file.name}: ${note}`))), ...tally.notes];
  const design = importedUsers(caller, target, tally);
  const [startedAt, endedAt] = [Math.floor(tally.startedAt), endOf(tally.endedAt)];
  const scenario = scenarioOf({ caller, target, name, tally, durationMs: endedAt - startedAt });
  const resultProjectId = newId();
  const begun = newBench({ id: benchResultId, batchId: newId(), scenarioId: scenario.id, designProjectId: target.projectId, resultProjectId, userId: caller.id, name, mode: 'STANDARD', plannedMs: endedAt - startedAt, ...(notes.length === 0 ? {} : { warnings: notes }) }, now);
  const message = `Imported from ${filename}.`;
  const bench: BenchEntity = { ...begun, state: 'FINISHED', startedAt, endedAt, progress: 100, history: [...begun.history, { state: 'FINISHED', at: now, message }] };
  const { virtualUsers, servers } = design;
  const report = fresh(reportOf(defaultReport({ benchResultId, projectId: target.projectId, userId: caller.id, name, virtualUsers, created: now, id: newId }), tally), caller);
  const project = { id: resultProjectId, userId: caller.id, workspaceId: target.workspaceId, name, description: '', type: 'RESULT' as const, tags: [], created: now, lastModified: now };
  return {
    project, bench, report, frozen: { id: resultProjectId, benchResultId, scenario, virtualUsers, servers, variables: [] },
    log: [`FINISHED ${message}`, ...notes.map((note) => `NOTE ${note}`)],
    result: { '@type': 'JtlImportTaskResult', benchResultId, reportId: report.id, reportName: name, ...tally.counts, skipped: files.reduce((sum, { skipped }) => sum + skipped, 0), startedAt, endedAt, files: files.map((file) => ({ ...file, skippedExamples: [...file.skippedExamples], notes: [...file.notes] })), notes: tally.notes },
  };
}

/** The end of a run lies within its last second, or that second would count as a whole one. */
const endOf = (lastMs: number): number => (Math.ceil(lastMs) % 1000 === 0 ? Math.ceil(lastMs) + 1 : Math.ceil(lastMs));
const skippedNote = ({ skipped, skippedExamples }: ReadFile): string[] => (skipped === 0 ? [] : [`${skipped} line(s) or sample(s) could not be read: ${skippedExamples.join('; ')}${skipped > skippedExamples.length ? '; …' : ''}.`]);

/** No load generator was watched and no threshold was set; figures of hits say nothing where every sample is that of a transaction. */
function reportOf(report: BenchReport, { counts }: RunTally): BenchReport {
  const items = report.items.filter((item) => item['@type'] !== 'LoadGeneratorsChartReportItem' && item['@type'] !== 'ThresholdAlarmReportItem');
  return { ...report, items: counts.requests > 0 ? items : items.map((item) => (item.name === 'Requests' ? item : (ofContainers(item) as typeof item))) };
}

function ofContainers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ofContainers);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, field]) => [key, key === 'term' && field === 'Hit' ? 'Container' : key === 'type' && field === 'WEB' ? 'CONTAINER' : ofContainers(field)]);
  return Object.fromEntries(entries);
}

function scenarioOf({ caller, target, name, tally, durationMs }: { caller: Account; target: ImportTarget; name: string; tally: RunTally; durationMs: number }): Scenario {
  const userProfiles = tally.book.users.map((user): UserProfile => ({
    id: user.profileId, name: user.name.slice(0, NAME_MAX), virtualUserId: user.id, providerId: '', location: REGION, memory: { vuMb: null }, engine: defaultJmeterEngine(),
    load: { '@type': 'UserProfileLoadRampUp', delayMs: 0, rampUpMs: 0, plateauMs: durationMs, plateauVus: Math.max(1, Math.round(tally.users.peakOf(user.profileId))) },
  }));
  return fresh({ id: '', userId: '', name, description: '', projectId: target.projectId, mode: 'STANDARD', userProfiles, tags: [] }, caller);
}
