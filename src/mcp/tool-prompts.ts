import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { currentRequest } from '../scope/request-scope.js';
import { WORKSPACE } from './default-workspace.js';
import { RUN_TOOL } from './meta/run-tool.js';
import { pageOf } from './paging.js';
import type { ToolSpec } from './tool-spec.js';
import type { ToolSurface } from './tool-surface.js';

/** Every tool is also a prompt of the same name, with the same arguments as text (contract/resources.yaml "prompts", documented). */
export class ToolPrompts {
  constructor(private readonly surface: ToolSurface, private readonly pageSize: number) {}

  list(cursor: unknown): Record<string, unknown> {
    const view = this.surface.view();
    const prompts = view.reachable.flatMap((name) => {
      const spec = view.spec(name);
      return spec === undefined ? [] : [{ name, title: spec.title, description: spec.description, arguments: argumentsOf(spec) }];
    });
    return pageOf('prompts', prompts, cursor, this.pageSize);
  }

  /** The message that asks for the tool. Throws -32602 for an unknown prompt, a missing or an unknown argument. */
  get(name: string, given: Readonly<Record<string, string>> = {}): Record<string, unknown> {
    const spec = this.surface.view().spec(name);
    if (spec === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: ${name}`);
    const known = argumentsOf(spec);
    const missing = known.filter((argument) => argument.required && (given[argument.name] ?? '') === '').map((argument) => argument.name);
    const unknown = Object.keys(given).filter((argument) => !known.some((candidate) => candidate.name === argument));
    if (missing.length > 0) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Missing argument: ${missing.join(', ')}`);
    if (unknown.length > 0) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown argument: ${unknown.join(', ')}`);
    const words = known.filter((argument) => given[argument.name] !== undefined).map((argument) => `${argument.name} = ${given[argument.name]}`);
    const text = `Call the tool ${name}${isMeta() ? ` through ${RUN_TOOL}` : ''}${words.length > 0 ? ` with ${words.join(', ')}` : ''}, then tell me what it answered. ${spec.description}`;
    return { description: spec.title, messages: [{ role: 'user', content: { type: 'text', text } }] };
  }

  /** Completion of a prompt argument: the words of an enumeration that start like the text typed so far. */
  complete(name: string, argument: string, typed: string): { values: string[]; total: number; hasMore: boolean } {
    const field = this.surface.view().spec(name)?.params.shape[argument] as z.ZodType | undefined;
    const words = field === undefined ? [] : enumOf(field);
    const values = words.filter((word) => word.toLowerCase().startsWith(typed.toLowerCase())).slice(0, 100);
    return { values, total: values.length, hasMore: false };
  }
}

const isMeta = (): boolean => currentRequest()?.surface?.meta === true;

function argumentsOf(spec: ToolSpec): { name: string; description: string; required: boolean }[] {
  const hasDefault = (name: string): boolean => name === WORKSPACE && currentRequest()?.surface?.workspaceId !== undefined;
  return Object.entries(spec.params.shape as Record<string, z.ZodType>).map(([name, field]) => ({ name, description: field.description ?? name, required: !hasDefault(name) && !field.safeParse(undefined).success }));
}

function enumOf(field: z.ZodType): string[] {
  if (field instanceof z.ZodEnum) return field.options.map(String);
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodNullable) return enumOf(field.unwrap() as z.ZodType);
  return field instanceof z.ZodArray ? enumOf(field.element as z.ZodType) : [];
}
