import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { OctoperfModule } from '../octoperf/octoperf.module.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), OctoperfModule],
  controllers: [HealthController],
  providers: [Readiness],
  exports: [Readiness],
})
export class HealthModule {}
