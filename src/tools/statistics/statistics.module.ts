import { Module } from '@nestjs/common';
import { GetToolStatisticsTool } from './get-tool-statistics.tool.js';

/** Its counts come from the composition, which watches every call. */
@Module({ controllers: [GetToolStatisticsTool] })
export class StatisticsModule {}
