import type { Provider, Type } from '@nestjs/common';
import { BenchReportsController } from './bench-reports/bench-reports.controller.js';
import { DataStatusController } from './data-status/data-status.controller.js';
import { DataStatus } from './data-status/data-status.js';
import { ErrorsController } from './errors/errors.controller.js';
import { InsightsController } from './insights/insights.controller.js';
import { LineReader } from './logs/line-reader.js';
import { LogFiles } from './logs/log-files.js';
import { LogsController } from './logs/logs.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { RunReadings } from './run-readings.js';
import { ValidationResultsController } from './validations/validations.controller.js';

/** In the order routes are matched: a controller with fixed paths stands before one with a placeholder in the same place. */
export const ANALYSIS_CONTROLLERS: readonly Type[] = [
  ValidationResultsController,
  LogsController,
  DataStatusController,
  BenchReportsController,
  MetricsController,
  InsightsController,
  ErrorsController,
];

export const ANALYSIS_SERVICES: readonly Provider[] = [
  LineReader,
  LogFiles,
  RunReadings,
  DataStatus,
];
