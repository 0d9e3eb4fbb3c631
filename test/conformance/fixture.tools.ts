import { UseFilters } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { fromJsonSchema } from '@modelcontextprotocol/server';
import { McpController, type McpContext, Tool } from '@rekog/mcp-nest';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { AgentError } from '../../src/errors/agent-error.js';
import { ToolExceptionFilter } from '../../src/mcp/tool-exception.filter.js';
import { sdkOf } from './sdk-context.js';

export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const WAV = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';
const text = (words: string) => ({ content: [{ type: 'text', text: words }] });
const named = (name: string, parameters: z.ZodObject = z.object({})) => ({ name, description: name, parameters });
const resource = (uri: string, mimeType: string, words: string) => ({ type: 'resource', resource: { uri, mimeType, text: words } });

const ADDRESS_TOOL = {
  $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object',
  $defs: { address: { $anchor: 'addressDef', type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } } },
  properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' }, contactMethod: { type: 'string', enum: ['phone', 'email'] }, phone: { type: 'string' }, email: { type: 'string' } },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] }, then: { required: ['phone'] }, else: { required: ['email'] },
  additionalProperties: false,
};

/** Tools that the official suite calls by name. They exist in this test server only. */
@McpController()
@UseFilters(ToolExceptionFilter)
export class FixtureTools {
  @Tool(named('test_simple_text')) simple() { return text('This is a simple text response for testing.'); }
  @Tool(named('test_image_content')) image() { return { content: [{ type: 'image', data: PNG, mimeType: 'image/png' }] }; }
  @Tool(named('test_audio_content')) audio() { return { content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] }; }
  @Tool(named('test_embedded_resource')) embedded() { return { content: [resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')] }; }
  @Tool(named('test_multiple_content_types'))
  mixed() { return { content: [{ type: 'text', text: 'Multiple content types test:' }, { type: 'image', data: PNG, mimeType: 'image/png' }, resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}')] }; }
  @Tool(named('test_tool_with_logging'))
  async logging(@Ctx() context: McpContext) {
    for (const words of ['started', 'processing data', 'completed']) {
      await sdkOf(context).mcpReq.notify({ method: 'notifications/message', params: { level: 'info', data: `Tool ${words}` } });
      await pause(50);
    }
    return text('Tool with logging executed successfully');
  }
  @Tool(named('test_tool_with_progress'))
  async progress(@Ctx() context: McpContext) {
    const progressToken = context.mcpRequest.params?._meta?.progressToken ?? 0;
    for (const progress of [0, 50, 100]) {
      await sdkOf(context).mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100, message: `Completed step ${progress} of 100` } });
      await pause(50);
    }
    return text(String(progressToken));
  }
  @Tool(named('test_error_handling')) failing(): never { throw new AgentError('This tool intentionally returns an error for testing', ''); }
  @Tool(named('test_reconnection'))
  async reconnection() {
    await pause(100);
    return text('Reconnection test completed successfully.');
  }
  @Tool(named('test_sampling', z.object({ prompt: z.string() })))
  async sampling(@Payload() { prompt }: { prompt: string }, @Ctx() context: McpContext) {
    const answer = await sdkOf(context).mcpReq.requestSampling({ messages: [{ role: 'user', content: { type: 'text', text: prompt } }], maxTokens: 100 });
    return text(`LLM response: ${answer.content?.text ?? 'No response'}`);
  }
  @Tool(named('test_elicitation', z.object({ message: z.string() })))
  async elicitation(@Payload() { message }: { message: string }, @Ctx() context: McpContext) {
    const answer = await sdkOf(context).mcpReq.elicitInput({ message, requestedSchema: { type: 'object', properties: { response: { type: 'string' } }, required: ['response'] } });
    return text(`Elicitation completed: action=${answer.action}, content=${JSON.stringify(answer.content ?? {})}`);
  }
  @Tool({ name: 'json_schema_2020_12_tool', description: 'json_schema_2020_12_tool', parameters: fromJsonSchema(ADDRESS_TOOL as never) })
  schema(@Payload() args: unknown) { return text(`called ${JSON.stringify(args)}`); }
}
