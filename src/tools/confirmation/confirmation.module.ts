import { Global, Module } from '@nestjs/common';
import { CallTargets, Confirmations } from '../../mcp/index.js';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { OctoperfTargets } from './octoperf-targets.js';

/** No area: what stands before the tools of every area whose effect is to be confirmed. */
@Global()
@Module({
  imports: [OctoperfModule],
  providers: [Confirmations, { provide: CallTargets, useClass: OctoperfTargets }],
  exports: [Confirmations],
})
export class ConfirmationModule {}
