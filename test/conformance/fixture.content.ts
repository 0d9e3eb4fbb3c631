import { Ctx, Payload } from '@nestjs/microservices';
import { inputRequired } from '@modelcontextprotocol/server';
import { McpController, type McpContext, Prompt, Resource, ResourceTemplate } from '@rekog/mcp-nest';
import { z } from 'zod';
import { PNG } from './fixture.tools.js';
import { responsesOf } from './sdk-context.js';

const user = (content: Record<string, unknown>) => ({ role: 'user', content });
const words = (text: string) => user({ type: 'text', text });
const CONTEXT = { method: 'elicitation/create', params: { mode: 'form', message: 'What context should the prompt use?', requestedSchema: { type: 'object', properties: { context: { type: 'string' } }, required: ['context'] } } };

/** Prompts and resources that the official suite asks for by name. */
@McpController()
export class FixtureContent {
  @Prompt({ name: 'test_simple_prompt', description: 'simple' }) simple() { return { messages: [words('This is a simple prompt for testing.')] }; }
  @Prompt({ name: 'test_prompt_with_arguments', description: 'arguments', parameters: z.object({ arg1: z.string().describe('First'), arg2: z.string().describe('Second') }) })
  withArguments(@Payload() { arg1, arg2 }: Record<string, string>) { return { messages: [words(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)] }; }
  @Prompt({ name: 'test_prompt_with_embedded_resource', description: 'embedded', parameters: z.object({ resourceUri: z.string() }) })
  withResource(@Payload() { resourceUri }: Record<string, string>) {
    return { messages: [user({ type: 'resource', resource: { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' } }), words('Please process the embedded resource above.')] };
  }
  @Prompt({ name: 'test_prompt_with_image', description: 'image' })
  withImage() { return { messages: [user({ type: 'image', data: PNG, mimeType: 'image/png' }), words('Please analyze the image above.')] }; }
  @Prompt({ name: 'test_input_required_result_prompt', description: 'input required' })
  needsInput(@Ctx() context: McpContext) {
    const answer = responsesOf(context)['user_context'];
    return answer === undefined ? inputRequired({ inputRequests: { user_context: CONTEXT } } as never) : { messages: [words(`context ${JSON.stringify(answer.content)}`)] };
  }

  @Resource({ uri: 'test://static-text', name: 'static-text', description: 'text', mimeType: 'text/plain' })
  staticText(@Payload() { uri }: { uri: string }) { return { contents: [{ uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }] }; }
  @Resource({ uri: 'test://static-binary', name: 'static-binary', description: 'binary', mimeType: 'image/png' })
  staticBinary(@Payload() { uri }: { uri: string }) { return { contents: [{ uri, mimeType: 'image/png', blob: PNG }] }; }
  @Resource({ uri: 'test://watched-resource', name: 'watched-resource', mimeType: 'text/plain' })
  watched(@Payload() { uri }: { uri: string }) { return { contents: [{ uri, mimeType: 'text/plain', text: 'watched' }] }; }
  @ResourceTemplate({ uriTemplate: 'test://template/{id}/data', name: 'template', mimeType: 'application/json' })
  template(@Payload() { uri, id }: { uri: string; id: string }) { return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }) }] }; }
}
