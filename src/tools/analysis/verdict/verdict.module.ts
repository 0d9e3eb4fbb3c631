import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../../octoperf/octoperf.module.js';
import { CompareBenchResultsTool } from './compare-bench-results.tool.js';
import { GetRunVerdictTool } from './get-run-verdict.tool.js';

@Module({
  imports: [OctoperfModule],
  controllers: [
    GetRunVerdictTool,
    CompareBenchResultsTool,
  ],
})
export class VerdictModule {}
