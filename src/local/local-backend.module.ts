import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import type { ApplicationConfig } from '../config/application-config.js';
import { ApplicationConfigModule } from '../config/config.module.js';
import { Access } from './api/access.js';
import { ANALYSIS_CONTROLLERS, ANALYSIS_SERVICES } from './api/analysis/analysis-parts.js';
import { AgentCommands } from './api/agents/agent-commands.js';
import { AgentGuard } from './api/agents/agent.guard.js';
import { AgentRegistry } from './api/agents/agent-registry.js';
import { AgentTokens } from './api/agents/agent-tokens.js';
import { AgentsController } from './api/agents/agents.controller.js';
import { ProviderAgents } from './api/agents/provider-agents.js';
import { BearerGuard } from './api/bearer.guard.js';
import { CorrelationFrameworksController } from './api/design/correlation-frameworks/correlation-frameworks.controller.js';
import { CorrelationRulesController } from './api/design/correlation-rules/correlation-rules.controller.js';
import { HttpServersController } from './api/design/http-servers/http-servers.controller.js';
import { ExportedUsers } from './api/design/exports/jmx/exported-users.js';
import { JmxExportController } from './api/design/exports/jmx/jmx-export.controller.js';
import { IMPORT_CONTROLLERS, IMPORT_SERVICES } from './api/design/imports/import-parts.js';
import { ProjectFilesController } from './api/design/project-files/project-files.controller.js';
import { ProjectFiles } from './api/design/project-files/project-files.js';
import { ProjectRemoval } from './api/design/projects/project-removal.js';
import { ProjectsController } from './api/design/projects/projects.controller.js';
import { SlaProfilesController } from './api/design/sla-profiles/sla-profiles.controller.js';
import { ClearPasswords } from './api/design/variables/clear-passwords.js';
import { SecretValues } from './api/design/variables/secret-values.js';
import { VariablesController } from './api/design/variables/variables.controller.js';
import { Surroundings } from './api/design/virtual-users/surroundings.js';
import { VirtualUsersController } from './api/design/virtual-users/virtual-users.controller.js';
import { DockerAgentsController } from './api/docker/agents/docker-agents.controller.js';
import { Entities } from './api/entities.js';
import { FirstAccounts } from './api/first-accounts.js';
import { BackendHealthController } from './api/health.controller.js';
import { ProblemFilter } from './api/problem.filter.js';
import { PresignedCalls } from './api/public/presigned/presigned-calls.js';
import { BenchResultsController } from './api/runtime/bench-results/bench-results.controller.js';
import { BenchRunner } from './api/runtime/bench-results/bench-runner.js';
import { InterruptedBenches } from './api/runtime/bench-results/interrupted-benches.js';
import { LiveBenches } from './api/runtime/bench-results/live-benches.js';
import { LoadPlacement } from './api/runtime/bench-results/load-placement.js';
import { ResultFolders } from './api/runtime/bench-results/result-folders.js';
import { Retention } from './api/runtime/bench-results/retention.js';
import { KeyedLaunches } from './api/runtime/scenarios/keyed-launches.js';
import { JobFiring } from './api/runtime/scheduler/job-firing.js';
import { JobScheduler } from './api/runtime/scheduler/job-scheduler.js';
import { ScheduledJobsController } from './api/runtime/scheduler/scheduled-jobs.controller.js';
import { ScheduledJobs } from './api/runtime/scheduler/scheduled-jobs.js';
import { WallClock } from './api/runtime/scheduler/wall-clock.js';
import { RunFiles } from './api/runtime/bench-results/run-files.js';
import { ArtilleryExportController } from './api/runtime/scenarios/artillery/artillery-export.controller.js';
import { LaunchService } from './api/runtime/scenarios/launch.service.js';
import { ScenarioChecks } from './api/runtime/scenarios/scenario-checks.js';
import { ScenariosController } from './api/runtime/scenarios/scenarios.controller.js';
import { ValidationService } from './api/runtime/validations/validation.service.js';
import { ValidationsController } from './api/runtime/validations/validations.controller.js';
import { TASK_SERVICES } from './api/tasks/task-kinds.js';
import { TasksController } from './api/tasks/tasks.controller.js';
import { LocalPlan } from './api/users/local-plan.js';
import { PresignableRoutes } from './api/users/presigned-urls/presignable-routes.js';
import { PresignedUrlsController } from './api/users/presigned-urls/presigned-urls.controller.js';
import { UsersController } from './api/users/users.controller.js';
import { ApiDocsController } from './api/v3/api-docs/api-docs.controller.js';
import { DockerProvidersController } from './api/workspaces/docker-providers/docker-providers.controller.js';
import { MembersController } from './api/workspaces/members/members.controller.js';
import { Locations } from './api/workspaces/docker-providers/locations.js';
import { WorkspaceRemoval } from './api/workspaces/workspace-removal.js';
import { WorkspacesController } from './api/workspaces/workspaces.controller.js';
import { LocalIdp } from './idp/local-idp.js';
import { LocalIdpModule } from './idp/local-idp.module.js';
import { LocalDatabase } from './storage/local-database.js';
import { WEB_CONTROLLERS, WEB_SERVICES } from './web/web-parts.js';

/** In the order routes are matched: a controller with fixed paths stands before one with a placeholder in the same place. */
const CONTROLLERS = [
  UsersController, PresignedUrlsController, WorkspacesController, MembersController, DockerProvidersController, DockerAgentsController, AgentsController,
  ProjectsController, VirtualUsersController, ...IMPORT_CONTROLLERS, JmxExportController, HttpServersController, VariablesController, ProjectFilesController,
  CorrelationRulesController, CorrelationFrameworksController, SlaProfilesController,
  ArtilleryExportController, ScenariosController, ScheduledJobsController, BenchResultsController, ValidationsController,
  ...ANALYSIS_CONTROLLERS, TasksController, ApiDocsController, BackendHealthController, ...WEB_CONTROLLERS,
];
const SERVICES = [
  Access, Entities, FirstAccounts, LocalPlan, PresignableRoutes, PresignedCalls, ProjectRemoval, WorkspaceRemoval, ProjectFiles, Surroundings, SecretValues, ...IMPORT_SERVICES, ...TASK_SERVICES,
  Locations, AgentTokens, AgentRegistry, AgentGuard, AgentCommands, ProviderAgents,
  ScenarioChecks, KeyedLaunches, LaunchService, BenchRunner, LiveBenches, InterruptedBenches, ResultFolders, ValidationService, ...ANALYSIS_SERVICES,
  ExportedUsers,
  JobFiring, JobScheduler, ScheduledJobs, WallClock,
  Retention,
  LoadPlacement, RunFiles,
  ClearPasswords,
  ...WEB_SERVICES,
];

/** The embedded backend: its identity provider and its REST API over one database. */
@Module({})
export class LocalBackendModule {
  static of(config: ApplicationConfig, database: LocalDatabase, idp: LocalIdp): DynamicModule {
    return {
      module: LocalBackendModule,
      imports: [ApplicationConfigModule.of(config), LocalIdpModule.register(idp)],
      controllers: CONTROLLERS,
      providers: [...SERVICES, { provide: LocalDatabase, useValue: database }, { provide: APP_GUARD, useClass: BearerGuard }, { provide: APP_FILTER, useClass: ProblemFilter }],
    };
  }
}
