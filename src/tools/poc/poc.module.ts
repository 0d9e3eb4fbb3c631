import { Module } from '@nestjs/common';
import { OctoperfModule } from '../../octoperf/octoperf.module.js';
import { OctoperfRunTestTool } from './octoperf-run-test.tool.js';
import { RawReadsTools } from './raw-reads.tools.js';

/** The seven tools of the first OctoPerf MCP server (a proof of concept in Go), by their own names and with their own answers. */
@Module({ imports: [OctoperfModule], controllers: [RawReadsTools, OctoperfRunTestTool] })
export class PocModule {}
