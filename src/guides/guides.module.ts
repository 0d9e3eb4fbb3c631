import { type DynamicModule, Module, type OnModuleInit, type Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApplicationConfig } from '../config/application-config.js';
import { EFFECTS } from '../mcp/effect.js';
import { specsOf } from '../mcp/tool-spec.js';
import { guideResources } from './guide-resources.js';
import { agentsMd, skillGuides } from './markdown-guides.js';
import { PublicGuides } from './public-guides.js';
import { schemaGuides } from './schema-guides.js';

/** What the server teaches, twice from the same bytes: public downloads without a token, and MCP resources. */
@Module({})
export class GuidesModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost, private readonly config: ApplicationConfig, private readonly downloads: PublicGuides) {}

  /** @param toolClasses the classes of the served tools: the catalogue of the guide says what is really there */
  static of(config: ApplicationConfig, toolClasses: readonly Type[]): DynamicModule {
    const specs = toolClasses.flatMap(specsOf).filter(({ effect }) => config.mcp.mode === 'full' || EFFECTS[effect].readOnlyHint);
    const guides = [agentsMd(specs), ...skillGuides(), ...schemaGuides()];
    return {
      module: GuidesModule,
      controllers: [guideResources(guides)],
      providers: [{ provide: ApplicationConfig, useValue: config }, { provide: PublicGuides, useValue: new PublicGuides(guides) }],
    };
  }

  /** Mounted by prefix, not as a route: a wildcard route would answer an odd percent-encoding with 400 before it could be looked up. */
  onModuleInit(): void {
    this.host.httpAdapter.use(`${this.config.server.mcpContextPath}/public`, this.downloads.handle);
  }
}
