import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base';
import type { Agent } from './agent.js';

/** What one answer costs: characters, and tokens counted twice. */
export interface Cost { readonly characters: number; readonly pessimistic: number; readonly cl100k: number }

export const costOf = (text: string): Cost => ({ characters: text.length, pessimistic: Math.ceil(text.length / 3), cl100k: countTokens(text) });
/** The count that no tokenizer in use exceeds on our answers: the larger of the two. */
export const tokensOf = ({ pessimistic, cl100k }: Cost): number => Math.max(pessimistic, cl100k);
const plus = (a: Cost, b: Cost): Cost => ({ characters: a.characters + b.characters, pessimistic: a.pessimistic + b.pessimistic, cl100k: a.cl100k + b.cl100k });

/** Calls a tool and follows `continue with offset` as often as the answers say so; yields every answer. Throws where one refuses. */
export async function readWhole(agent: Agent, tool: string, args: Record<string, unknown>, most = 100): Promise<{ answers: { text: string; data: Record<string, unknown> }[]; cost: Cost }> {
  const answers: { text: string; data: Record<string, unknown> }[] = [];
  for (let offset: number | undefined = 0; offset !== undefined && answers.length < most;) {
    const { text, data, isError } = await agent.raw(tool, offset === 0 ? args : { ...args, offset });
    if (isError) throw new Error(`${tool}: ${text}`);
    answers.push({ text, data });
    const next = [data['omitted'], data['note']].map((words) => /continue with offset (\d+)/.exec(typeof words === 'string' ? words : '')?.[1]).find((found) => found !== undefined);
    offset = next === undefined ? undefined : Number(next);
  }
  return { answers, cost: answers.map(({ text }) => costOf(text)).reduce(plus) };
}
