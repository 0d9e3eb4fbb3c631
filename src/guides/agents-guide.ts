import { EFFECTS } from '../mcp/effect.js';
import type { ToolSpec } from '../mcp/tool-spec.js';

/**
 * The guide that an agent reads first: the prose, then the tools that are really served, in the order they are given.
 * Pure: the same words and tools give the same text.
 */
export function agentsGuide(prose: string, tools: readonly ToolSpec[]): string {
  const rows = tools.map(({ name, effect, description }) => `| \`${name}\` | ${effect} | ${cell(firstSentence(description))} |`);
  const asking = tools.filter(({ effect }) => EFFECTS[effect].destructiveHint).map(({ name }) => `\`${name}\``);
  return [
    prose.trimEnd(),
    '',
    `## Tools (${tools.length})`,
    '',
    ...(asking.length === 0 ? [] : [`Ask the user before: ${asking.join(', ')}.`, '']),
    '| Tool | Effect | What it does |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** Up to the first mark that ends a sentence (a capital follows): the rest of a description is for whoever calls the tool. */
function firstSentence(description: string): string {
  const line = description.replace(/\s+/g, ' ').trim();
  return /^.*?[.!?](?=\s+[A-Z]|$)/.exec(line)?.[0] ?? line;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
