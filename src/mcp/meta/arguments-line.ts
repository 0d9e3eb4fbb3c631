import type { z } from 'zod';
import { currentRequest } from '../../scope/request-scope.js';
import { WORKSPACE } from '../default-workspace.js';
import type { ToolSpec } from '../tool-spec.js';

/** The names of a tool's arguments on one line; `?` marks those that may be left out. */
export function argumentsLine({ params }: ToolSpec): string {
  const hasDefault = (name: string): boolean => name === WORKSPACE && currentRequest()?.surface?.workspaceId !== undefined;
  const names = Object.entries(params.shape as Record<string, z.ZodType>).map(([name, field]) => (hasDefault(name) || field.safeParse(undefined).success ? `${name}?` : name));
  return names.length === 0 ? 'none' : names.join(', ');
}
