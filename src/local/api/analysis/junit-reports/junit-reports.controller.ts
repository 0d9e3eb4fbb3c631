import { Controller, Header, Param } from '@nestjs/common';
import { junitReport } from '../../../analysis/junit-report.js';
import type { Account } from '../../../storage/identity-store.js';
import { Caller } from '../../caller.js';
import { Route } from '../../route.js';
import { RunReadings } from '../run-readings.js';

/** A run as CI servers read it: plugins save the bytes as `junit-report.xml` (octoperf-maven-plugin, jenkinsci/octoperf-plugin, documented). */
@Controller()
export class JunitReportsController {
  constructor(private readonly readings: RunReadings) {}

  @Route('junitReport')
  @Header('Content-Type', 'application/xml; charset=utf-8')
  async report(@Caller() caller: Account, @Param('benchResultId') id: string): Promise<string> {
    return junitReport(await this.readings.run(caller, id));
  }
}
