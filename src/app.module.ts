import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { ApplicationConfigModule } from './config/config.module.js';
import type { ApplicationConfig } from './config/application-config.js';
import { ConfigurationError } from './config/configuration-error.js';
import { nearestOf } from './config/key-names.js';
import { GuidesModule } from './guides/guides.module.js';
import { HealthModule } from './health/health.module.js';
import { LimitsModule } from './limits/limits.module.js';
import type { McpEndpoint } from './mcp/mcp-endpoint.js';
import { McpKitModule } from './mcp/mcp-kit.module.js';
import { SERVER_IDENTITY } from './mcp/server-identity.js';
import { specsOf } from './mcp/tool-spec.js';
import { ObserveModule } from './observe/observe.module.js';
import type { Happenings } from './scope/happenings.js';
import { OctoperfModule } from './octoperf/octoperf.module.js';
import { OutgoingModule } from './outgoing/outgoing.module.js';
import { ScopeModule } from './scope/scope.module.js';
import { AREAS, AREAS_BY_NAME, OPTIONAL_AREAS } from './tools/areas.js';
import { ConfirmationModule } from './tools/confirmation/confirmation.module.js';

/** The bridge, put together: configuration, auth, health, guides, and the areas of tools this deployment serves. */
@Module({})
export class AppModule {
  /**
   * @param controller the HTTP route of MCP; without one nothing of HTTP is served, the probes included. @param surface what its requests are served
   * @param observe what watches, if not all that the configuration asks for, with lines about calls on standard output
   */
  static of(config: ApplicationConfig, { controller, surface }: Pick<McpEndpoint, 'surface'> & Partial<Pick<McpEndpoint, 'controller'>>, happenings: Happenings, observe = ObserveModule.of(SERVER_IDENTITY.version)): DynamicModule {
    const areas = areasOf(config);
    return {
      module: AppModule,
      imports: [
        ApplicationConfigModule.of(config), ScopeModule.of(happenings), observe, LimitsModule, OutgoingModule, AuthModule.of(config, OctoperfModule), ...(controller === undefined ? [] : [HealthModule]),
        McpKitModule.of(surface), ConfirmationModule, GuidesModule.of(config, areas.flatMap(toolClassesOf)), ...areas,
      ],
      controllers: controller === undefined ? [] : [controller],
    };
  }
}

/** The tool classes that an area's module lists. */
const toolClassesOf = (area: Type): Type[] => Reflect.getMetadata('controllers', area) as Type[];

/** The served areas with the names of their tools, in their own order. Throws ConfigurationError for an unknown area. */
export const servedAreas = (config: ApplicationConfig): ReadonlyMap<string, readonly string[]> => new Map(areaNames(config).map((name) => [name, toolClassesOf(moduleOf(name, config)).flatMap(specsOf).map((spec) => spec.name)]));

/** What switches an optional area on, and what an operator does who wants it. */
const SWITCHES: Readonly<Record<string, { readonly isOn: (config: ApplicationConfig) => boolean; readonly how: string }>> = {
  'dynamic': { isOn: ({ mcp }) => mcp.dynamic.enabled, how: 'set mcp.dynamic.enabled' },
  'url-import': { isOn: ({ imports }) => imports.allowedUrlHosts.length > 0, how: 'list a host in imports.allowed-url-hosts' },
};
const isOn = (name: string, config: ApplicationConfig): boolean => SWITCHES[name]?.isOn(config) === true;

/** Those that the operator names, else all but those served by name only; optional ones where they are switched on, and then also among named ones only where they are named. */
function areaNames(config: ApplicationConfig): string[] {
  const { areas } = config.mcp;
  return areas.length === 0 ? [...Object.keys(AREAS), ...Object.keys(OPTIONAL_AREAS).filter((name) => isOn(name, config))] : areas;
}

const areasOf = (config: ApplicationConfig): Type[] => areaNames(config).map((name) => moduleOf(name, config));

function moduleOf(name: string, config: ApplicationConfig): Type {
  const area = AREAS[name] ?? AREAS_BY_NAME[name] ?? (isOn(name, config) ? OPTIONAL_AREAS[name] : undefined);
  if (area !== undefined) return area;
  if (Object.hasOwn(OPTIONAL_AREAS, name)) throw new ConfigurationError([`mcp.areas: the area "${name}" is switched off; ${SWITCHES[name]?.how ?? ''} to serve it`]);
  throw new ConfigurationError([`mcp.areas: no such area "${name}"; the nearest is ${nearestOf(name, Object.keys({ ...AREAS, ...AREAS_BY_NAME })) ?? 'none'}`]);
}
