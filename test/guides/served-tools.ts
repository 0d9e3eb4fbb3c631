import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { specsOf, type ToolSpec } from '../../src/mcp/tool-spec.js';
import { AREAS } from '../../src/tools/areas.js';

/** Classes of every tool of every area, in the order of the areas: what a deployment serves that narrows nothing. */
export const toolClasses: readonly Type[] = Object.values(AREAS).flatMap((area) => Reflect.getMetadata('controllers', area) as Type[]);
export const servedTools: readonly ToolSpec[] = toolClasses.flatMap(specsOf);
