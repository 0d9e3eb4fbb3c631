import { UseFilters } from '@nestjs/common';
import { Ctx } from '@nestjs/microservices';
import { inputRequired, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { McpController, type McpContext, Tool } from '@rekog/mcp-nest';
import { createHmac, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ToolExceptionFilter } from '../../src/mcp/tool-exception.filter.js';
import { responsesOf, sdkOf, stateOf } from './sdk-context.js';

const SECRET = randomUUID();
const digest = (text: string): string => createHmac('sha256', SECRET).update(text).digest('hex');
function seal(state: object): string {
  const text = JSON.stringify(state);
  return JSON.stringify({ text, seal: digest(text) });
}
function unseal(sealed: string): Record<string, unknown> | undefined {
  try {
    const { text, seal: given } = JSON.parse(sealed) as { text: string; seal: string };
    return digest(text) === given ? (JSON.parse(text) as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const text = (words: string) => ({ content: [{ type: 'text', text: words }] });
const ask = (message: string, properties: Record<string, unknown>) => ({ method: 'elicitation/create', params: { mode: 'form', message, requestedSchema: { type: 'object', properties, required: Object.keys(properties) } } });
const sample = (words: string) => ({ method: 'sampling/createMessage', params: { messages: [{ role: 'user', content: { type: 'text', text: words } }], maxTokens: 100 } });
const ROOTS = { method: 'roots/list', params: {} };
const NAME = { name: { type: 'string' } };
const CONFIRM = { confirm: ask('Please confirm', { ok: { type: 'boolean' } }) };
/** As a tool of ours answers: mcp-nest needs a `content`, which the server extension takes away again. */
const needs = (inputRequests: Record<string, object>, requestState?: string) => ({ ...inputRequired({ inputRequests, ...(requestState === undefined ? {} : { requestState }) } as never), content: [] });
const named = (name: string) => ({ name, description: name, parameters: z.object({}) });

/** Tools of the 2026-07-28 round trip: the server asks, the client answers in a new request. */
@McpController()
@UseFilters(ToolExceptionFilter)
export class InputRequiredTools {
  @Tool(named('test_input_required_result_elicitation'))
  elicitation(@Ctx() context: McpContext) {
    const name = responsesOf(context)['user_name']?.content?.['name'];
    return name === undefined ? needs({ user_name: ask('What is your name?', NAME) }) : text(`Hello, ${name as string}!`);
  }
  @Tool(named('test_input_required_result_sampling'))
  sampling(@Ctx() context: McpContext) {
    const answer = responsesOf(context)['capital_question'];
    return answer === undefined ? needs({ capital_question: sample('What is the capital of France?') }) : text(answer.content?.text ?? 'none');
  }
  @Tool(named('test_input_required_result_list_roots'))
  listRoots(@Ctx() context: McpContext) {
    const answer = responsesOf(context)['client_roots'];
    return answer === undefined ? needs({ client_roots: ROOTS }) : text(`Found ${answer.roots?.length ?? 0} roots`);
  }
  @Tool(named('test_input_required_result_request_state'))
  requestState(@Ctx() context: McpContext) {
    const state = stateOf(context);
    if (responsesOf(context)['confirm'] !== undefined && state !== undefined && unseal(state) !== undefined) return text('state-ok: confirmed');
    return needs(CONFIRM, seal({ step: 1 }));
  }
  @Tool(named('test_input_required_result_multiple_inputs'))
  multiple(@Ctx() context: McpContext) {
    const answers = responsesOf(context);
    const all = ['user_name', 'greeting', 'client_roots'].every((name) => answers[name] !== undefined);
    return all ? text('all three answered') : needs({ user_name: ask('What is your name?', NAME), greeting: sample('Generate a greeting'), client_roots: ROOTS }, seal({ step: 1 }));
  }
  @Tool(named('test_input_required_result_multi_round'))
  rounds(@Ctx() context: McpContext) {
    const sealed = stateOf(context);
    const state = sealed === undefined ? undefined : unseal(sealed);
    const answers = responsesOf(context);
    if (state === undefined) return needs({ step1: ask('Step 1: What is your name?', NAME) }, seal({ round: 1 }));
    if (state['round'] === 1) return needs({ step2: ask('Step 2: What is your favorite color?', { color: { type: 'string' } }) }, seal({ round: 2, name: answers['step1']?.content?.['name'] }));
    return text(`${String(state['name'])} likes ${String(answers['step2']?.content?.['color'])}`);
  }
  @Tool(named('test_input_required_result_tampered_state'))
  tampered(@Ctx() context: McpContext) {
    const state = stateOf(context);
    if (state === undefined) return needs(CONFIRM, seal({ step: 1 }));
    if (unseal(state) === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid requestState');
    return text('state verified');
  }
  @Tool(named('test_input_required_result_capabilities'))
  capabilities(@Ctx() context: McpContext) {
    const able = context.getClientCapabilities() ?? {};
    const requests = { ...(able.elicitation ? { user_name: ask('What is your name?', NAME) } : {}), ...(able.sampling ? { capital: sample('Capital?') } : {}) };
    return Object.keys(requests).length > 0 ? needs(requests) : text('no capabilities');
  }
  @Tool(named('test_missing_capability')) missing() { return needs({ s: sample('x') }); }
  @Tool(named('test_streaming_elicitation')) streaming() { return needs({ user_name: ask('What?', NAME) }); }
  @Tool(named('test_logging_tool'))
  async logging(@Ctx() context: McpContext) {
    await sdkOf(context).mcpReq.log('info', 'log');
    return text('logged');
  }
}
