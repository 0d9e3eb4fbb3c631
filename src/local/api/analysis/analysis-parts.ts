import type { Provider, Type } from '@nestjs/common';
import { BenchReportTemplatesController } from './bench-report-templates/bench-report-templates.controller.js';
import { ReportTemplates } from './bench-report-templates/report-templates.js';
import { BenchReportsController } from './bench-reports/bench-reports.controller.js';
import { ReportReader } from './bench-reports/report-reader.js';
import { ReportWriter } from './bench-reports/report-writer.js';
import { SeveralRunReports } from './bench-reports/several-run-reports.js';
import { TrendRuns } from './bench-reports/trend-runs.js';
import { DataStatusController } from './data-status/data-status.controller.js';
import { DataStatus } from './data-status/data-status.js';
import { ErrorsController } from './errors/errors.controller.js';
import { InsightsController } from './insights/insights.controller.js';
import { LoadGeneratorsController } from './load-generators/load-generators.controller.js';
import { JtlImportController } from './imports/jtl/jtl-import.controller.js';
import { JtlImports } from './imports/jtl/jtl-imports.js';
import { JunitReportsController } from './junit-reports/junit-reports.controller.js';
import { LineReader } from './logs/line-reader.js';
import { LogStoreController } from './logs/log-store.controller.js';
import { LogFiles } from './logs/log-files.js';
import { LogsController } from './logs/logs.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { MonitorsController } from './monitors/monitors.controller.js';
import { ReportItemsController } from './report-items/report-items.controller.js';
import { RunReadings } from './run-readings.js';
import { TagsController } from './tags/tags.controller.js';
import { ThresholdAlarmsController } from './threshold-alarms/threshold-alarms.controller.js';
import { ValidationResultsController } from './validations/validations.controller.js';

/** In the order routes are matched: a controller with fixed paths stands before one with a placeholder in the same place. */
export const ANALYSIS_CONTROLLERS: readonly Type[] = [
  ValidationResultsController,
  LogsController,
  LogStoreController,
  DataStatusController,
  BenchReportsController,
  BenchReportTemplatesController,
  MetricsController,
  InsightsController,
  ErrorsController,
  ThresholdAlarmsController,
  MonitorsController,
  LoadGeneratorsController,
  JtlImportController,
  ReportItemsController,
  TagsController,
  JunitReportsController,
];

export const ANALYSIS_SERVICES: readonly Provider[] = [
  LineReader,
  LogFiles,
  RunReadings,
  TrendRuns,
  ReportReader,
  ReportWriter,
  SeveralRunReports,
  ReportTemplates,
  JtlImports,
  DataStatus,
];
