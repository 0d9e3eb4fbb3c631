import { walkActions, type ActionNode } from '../../../../../contract/actions.js';
import { elementName } from '../../../clean-text.js';
import { containerOf } from '../../planted-nodes.js';
import type { SequenceRole } from '../../migration-result.js';
import { readParameters } from '../parameters.js';
import type { RunStep, ScriptFolder } from '../script-folder.js';
import { Snapshots } from '../snapshots.js';
import { ScriptTexts } from '../texts.js';
import type { ProjectContext, ScriptContext } from './context.js';
import { ReplayState } from './replay-state.js';
import { callsIn, SavedParameters } from './saved-parameters.js';
import { ScriptWalker } from './script-walker.js';

/** One sequence of a script as the children of a Virtual User. */
export interface MadeSequence { readonly role: SequenceRole; readonly children: ActionNode[] }
/** What one script became. */
export interface ConvertedScript {
  readonly script: ScriptFolder;
  readonly sequences: MadeSequence[];
  readonly requests: number;
  readonly inventory: ReadonlyMap<string, number>;
  readonly recordingLevel: 'HTML' | 'HTTP' | null;
}

/** The one protocol whose functions have converters (behaviour.md §30.6, documented); a script that names none is walked. */
const WEB = 'QTWeb';

function contextOf(script: ScriptFolder, project: ProjectContext): ScriptContext {
  const texts = new ScriptTexts(script.braces);
  const originals = new Map<string, string>();
  readParameters({ script, files: project.files, findings: project.findings, texts, project: project.project, originals });
  const fromFile = new Set([...script.parameters.keys()].flatMap((section) => /^parameter:(.+)$/i.exec(section)?.[1]?.trim() ?? []));
  const saved = new SavedParameters(script, texts, (name) => fromFile.has(name));
  const context: ScriptContext = { ...project, script, texts, originals, saved, snapshots: new Snapshots(project.files, script.folder, script.codePage), state: new ReplayState() };
  addConstants(context);
  return context;
}

/** Parameters that hold one text for as long as the script runs are constants of the project. */
function addConstants({ script, texts, saved, project }: ScriptContext): void {
  for (const name of saved.names()) {
    const value = saved.constantOf(name);
    if (value === undefined) continue;
    const made = project.add(script.name, { name, description: `written by the LoadRunner script ${script.name}`.slice(0, 2000), variable: { '@type': 'ConstantVariable', value } }).get(name);
    if (made !== undefined) texts.rename(name, made);
  }
}

/** The steps of the run logic: an action alone needs no container, several have one each; a block is a loop or a draw. */
function runNodes(steps: readonly RunStep[], walker: ScriptWalker, alone: boolean): ActionNode[] {
  const { ids, script } = walker.context;
  return steps.flatMap((step): ActionNode[] => {
    if ('block' in step) {
      const children = runNodes(step.steps, walker, false);
      if (children.length === 0) return [];
      const inner = step.random ? [containerOf('RandomContainerAction', ids.id(), step.block, children)] : children;
      if (step.iterations === 1) return step.random ? inner : [containerOf('ContainerAction', ids.id(), step.block, children)];
      return [containerOf('LoopContainerAction', ids.id(), step.block, inner, { count: String(step.iterations) })];
    }
    const own = script.functions.find(({ name }) => name.toLowerCase() === step.action.toLowerCase());
    const children = own === undefined ? [] : walker.action(own);
    return children.length === 0 || alone ? children : [containerOf('ContainerAction', ids.id(), elementName(step.action, 'Action'), children)];
  });
}

function sequenceOf(role: SequenceRole, steps: readonly RunStep[], walker: ScriptWalker): MadeSequence {
  const { state, notes, script } = walker.context;
  state.begin();
  const children = runNodes(steps, walker, steps.length === 1);
  for (const node of state.begin()) notes.add({ level: 'dropped', type: node['@type'], name: node.name ?? '', place: `${script.name} ${role}`, reason: 'it waits for a request that never comes' });
  return { role, children };
}

/** How often each function is called, C's own included. */
function inventoryOf({ functions }: ScriptFolder): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { body } of functions) for (const { name } of callsIn(body)) if (!functions.some((own) => own.name === name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** HTML level where steps depend on the page before, or their requests say so; HTTP where every request stands on its own. */
function recordingLevel({ functions }: ScriptFolder, inventory: ReadonlyMap<string, number>): 'HTML' | 'HTTP' | null {
  if (![...inventory.keys()].some((name) => /^web_(?:url|link|image|submit_|custom_request|rest)/.test(name))) return null;
  const html = ['web_link', 'web_image', 'web_submit_form'].some((name) => inventory.has(name))
    || functions.some(({ body }) => [...callsIn(body)].some(({ name, given }) => name.startsWith('web_') && given.some((argument) => argument[0]?.value.toLowerCase() === 'mode=html')));
  return html ? 'HTML' : 'HTTP';
}

function reportProtocols({ name, protocols }: ScriptFolder, { findings }: ProjectContext): void {
  for (const protocol of protocols) if (protocol !== WEB) findings.add({ kind: 'UNSUPPORTED_PROTOCOL', script: name, function: protocol });
}

function reportRunLogic({ name, settings, configuredIterations }: ScriptFolder, { findings }: ProjectContext): void {
  const { iterations, pace } = settings;
  if (iterations !== undefined && configuredIterations !== undefined && iterations !== configuredIterations) findings.add({ kind: 'ITERATION_COUNT', script: name, facts: { '@type': 'LoadRunnerIterationFacts', runLogic: iterations, settings: configuredIterations } });
  if (pace !== undefined && pace.type !== 'Const') findings.add({ kind: 'ITERATION_PACING', script: name, facts: { '@type': 'LoadRunnerPacingFacts', ...pace } });
}

/** Converts one script: what runs once before and after stands on its own, because only the actions are repeated. */
export function convertScript(script: ScriptFolder, project: ProjectContext): ConvertedScript {
  reportProtocols(script, project);
  const inventory = inventoryOf(script);
  const own = { script, inventory, recordingLevel: recordingLevel(script, inventory) };
  if (script.protocols.length > 0 && !script.protocols.includes(WEB)) return { ...own, sequences: [], requests: 0 };
  reportRunLogic(script, project);
  const walker = new ScriptWalker(contextOf(script, project));
  const actions = (names: readonly string[]): RunStep[] => names.map((action) => ({ action }));
  const init = sequenceOf('INIT', actions(script.init), walker);
  const main = sequenceOf('MAIN', script.run, walker);
  const end = sequenceOf('END', actions(script.end), walker);
  const sequences = [main, ...[init, end].filter(({ children }) => children.length > 0)];
  const requests = sequences.flatMap(({ children }) => [...walkActions(children)]).filter(({ node }) => node['@type'] === 'HttpRequestAction').length;
  return { ...own, sequences, requests };
}
