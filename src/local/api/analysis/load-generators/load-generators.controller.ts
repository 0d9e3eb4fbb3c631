import { Controller, Param } from '@nestjs/common';
import { benchLoadGenerators, type MeasuredGenerator } from '../../../analysis/load-generators.js';
import type { Account } from '../../../storage/identity-store.js';
import { Caller } from '../../caller.js';
import { Route } from '../../route.js';
import { RunReadings } from '../run-readings.js';

/** The load generators of a run, and what they measured of themselves. */
@Controller()
export class LoadGeneratorsController {
  constructor(private readonly readings: RunReadings) {}

  @Route('loadGenerators')
  async list(@Caller() caller: Account, @Param('benchResultId') id: string): Promise<MeasuredGenerator[]> {
    return benchLoadGenerators(await this.readings.run(caller, id));
  }
}
