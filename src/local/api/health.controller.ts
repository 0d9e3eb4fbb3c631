import { Controller, Get } from '@nestjs/common';
import { PublicRoute } from '../idp/public-route.js';
import { LocalDatabase } from '../storage/local-database.js';

/** Probes of the backend when it runs alone, where the platform has them (octoperf-rest-api.md §3.9, documented). */
@PublicRoute()
@Controller('actuator/health')
export class BackendHealthController {
  constructor(private readonly database: LocalDatabase) {}

  @Get(['', 'liveness'])
  live(): { status: 'UP' } {
    return { status: 'UP' };
  }

  /** Asks the database something cheap; a failure answers 500. */
  @Get('readiness')
  async ready(): Promise<{ status: 'UP' }> {
    await this.database.benchLogs.live();
    return { status: 'UP' };
  }
}
