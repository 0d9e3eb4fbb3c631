import { Controller, Get } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { Readiness } from './readiness.js';

/**
 * Probes without a token. The `/actuator` names are those that existing OctoPerf charts use (octoperf-rest-api.md §8.2). Liveness
 * never looks outside: a restart does not cure a backend that is away.
 */
@Controller()
export class HealthController {
  constructor(private readonly health: HealthCheckService, private readonly readiness: Readiness) {}

  /** `GET /health/live`, `/actuator/health/liveness`: 200 while the process can answer. */
  @Get(['health/live', 'actuator/health/liveness'])
  @HealthCheck()
  live(): Promise<HealthCheckResult> { return this.health.check([]); }

  /** `GET /health`, `/actuator/health`: 200 while the process can answer and is not stopping (what the chart's liveness probe asks). */
  @Get(['health', 'actuator/health'])
  @HealthCheck()
  up(): Promise<HealthCheckResult> { return this.health.check([() => this.readiness.serving()]); }

  /** `GET /health/ready`, `/actuator/health/readiness`: 200 when a call could be served, else 503 with the part that is down. */
  @Get(['health/ready', 'actuator/health/readiness'])
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.readiness.serving(), () => this.readiness.identityProvider(), () => this.readiness.backend()]);
  }
}
