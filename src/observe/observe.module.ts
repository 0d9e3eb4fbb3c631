import { type DynamicModule, Module } from '@nestjs/common';
import { ApplicationConfig } from '../config/application-config.js';
import { Happenings } from '../scope/happenings.js';
import { Observation } from './observation.js';
import { ToolStatistics } from './tool-statistics.js';

/** What watches the bridge, begun before anything can happen. */
@Module({})
export class ObserveModule {
  /** @param version of this server. @param out where lines about calls go, if not to standard output. */
  static of(version: string, out?: { write(text: string): unknown }): DynamicModule {
    return this.watching((config, happenings) => Observation.start(config, happenings, version, out));
  }

  /** For a process that serves nobody: no file is opened, no port and no collector, whatever the configuration asks for. */
  static idle(): DynamicModule { return this.watching((config, happenings) => Observation.idle(config, happenings)); }

  private static watching(begin: (config: ApplicationConfig, happenings: Happenings) => Observation | Promise<Observation>): DynamicModule {
    return {
      module: ObserveModule,
      global: true,
      providers: [
        { provide: Observation, inject: [ApplicationConfig, Happenings], useFactory: begin },
        { provide: ToolStatistics, inject: [Observation], useFactory: ({ statistics }: Observation) => statistics },
      ],
      exports: [Observation, ToolStatistics],
    };
  }
}
