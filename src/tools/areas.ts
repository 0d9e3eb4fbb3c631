import type { Type } from '@nestjs/common';
import { ReportEditModule } from './analysis/edit/report-edit.module.js';
import { ReportsModule } from './analysis/reports/reports.module.js';
import { ReportTemplatesModule } from './analysis/templates/report-templates.module.js';
import { ReportValuesModule } from './analysis/values/report-values.module.js';
import { VerdictModule } from './analysis/verdict/verdict.module.js';
import { BenchRunModule } from './bench-run/bench-run.module.js';
import { CorrelationModule } from './correlation/correlation.module.js';
import { DynamicModule } from './dynamic/dynamic.module.js';
import { DiscoveryModule } from './discovery/discovery.module.js';
import { HttpServersModule } from './http-servers/http-servers.module.js';
import { PocModule } from './poc/poc.module.js';
import { ProjectFilesModule } from './project-files/project-files.module.js';
import { ProvidersModule } from './providers/providers.module.js';
import { ScenariosModule } from './scenarios/scenarios.module.js';
import { SchedulesModule } from './schedules/schedules.module.js';
import { SlaModule } from './sla/sla.module.js';
import { StatisticsModule } from './statistics/statistics.module.js';
import { TasksModule } from './tasks/tasks.module.js';
import { UndoModule } from './undo/undo.module.js';
import { ValidationModule } from './validation/validation.module.js';
import { VariablesModule } from './variables/variables.module.js';
import { VuEditModule } from './vu-edit/vu-edit.module.js';
import { UrlImportModule } from './vu-import/from-url/url-import.module.js';
import { VuImportModule } from './vu-import/vu-import.module.js';
import { WorkspacesModule } from './workspaces/workspaces.module.js';

/** Every area of tools: an area is a Nest module is a toolset (house.md). The name is what `mcp.areas` says. */
export const AREAS: Readonly<Record<string, Type>> = {
  discovery: DiscoveryModule,
  workspaces: WorkspacesModule,
  providers: ProvidersModule,
  'vu-import': VuImportModule,
  'vu-edit': VuEditModule,
  undo: UndoModule,
  validation: ValidationModule,
  correlation: CorrelationModule,
  variables: VariablesModule,
  'http-servers': HttpServersModule,
  'project-files': ProjectFilesModule,
  sla: SlaModule,
  tasks: TasksModule,
  scenarios: ScenariosModule,
  schedules: SchedulesModule,
  'bench-run': BenchRunModule,
  reports: ReportsModule,
  'report-templates': ReportTemplatesModule,
  'report-values': ReportValuesModule,
  verdict: VerdictModule,
  'report-edit': ReportEditModule,
  statistics: StatisticsModule,
};

/** Areas that are served only where `mcp.areas` names them. */
export const AREAS_BY_NAME: Readonly<Record<string, Type>> = { poc: PocModule };
/** Areas that are there only where the operator switches them on. */
export const OPTIONAL_AREAS: Readonly<Record<string, Type>> = { dynamic: DynamicModule, 'url-import': UrlImportModule };
