import { readFileSync } from 'node:fs';
import type { ToolSpec } from '../mcp/tool-spec.js';
import { agentsGuide } from './agents-guide.js';
import { type Guide, guideOf } from './guide.js';

/** The skills, by resource name (contract/resources.yaml: names documented). Only these files are ever read. */
export const SKILLS = [
  'async-polling',
  'auto-correlation',
  'bench-reports',
  'blazemeter-migration',
  'export-bench-report-pdf',
  'har-recording',
  'jtl-import',
  'loadrunner-migration',
  'neoload-migration',
  'onpremise-agent',
  'real-browser-probe',
  'report-item-editing',
  'scenario-composition',
  'scenario-diagnosis',
  'scheduling',
  'sla',
  'validation-triage',
  'workspace',
] as const;

const content = (file: string): string => readFileSync(new URL(`./content/${file}`, import.meta.url), 'utf8');

/** The agent guide: our prose and the catalogue of the tools that are served (`octoperf://templates/agents-md`, documented). */
export function agentsMd(tools: readonly ToolSpec[]): Guide {
  return guideOf({
    uri: 'octoperf://templates/agents-md',
    publicPath: 'AGENTS.md',
    name: 'agents-md',
    title: 'Agent guide',
    description: 'Read first: identity, safety, the way from a recording to a report, waiting, errors, and every tool. Can be saved as AGENTS.md at a project root.',
    mimeType: 'text/markdown',
    text: agentsGuide(content('agents.md'), tools),
  });
}

/** Every skill, in order of name. Throws where a file has no front matter: that is a defect of this build. */
export function skillGuides(): Guide[] {
  return SKILLS.map((name) => {
    const text = content(`skills/${name}.md`);
    return guideOf({
      uri: `octoperf://skills/${name}`,
      publicPath: `skills/${name}.md`,
      name,
      title: headingOf(text, name),
      description: frontMatter(text, 'description', name),
      mimeType: 'text/markdown',
      text,
    });
  });
}

/** A line of the front matter. The name and the description stand in the file only, so they cannot drift from it. */
function frontMatter(text: string, key: string, skill: string): string {
  const block = /^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? '';
  const line = block.split('\n').find((candidate) => candidate.startsWith(`${key}: `));
  if (line === undefined) throw new Error(`The skill ${skill} has no "${key}" in its front matter`);
  return line.slice(key.length + 2).trim();
}

function headingOf(text: string, skill: string): string {
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined) throw new Error(`The skill ${skill} has no heading`);
  return title;
}
