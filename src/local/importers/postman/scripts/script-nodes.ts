import type { ActionNode } from '../../../../contract/actions.js';
import { headerExtractor, jsonAssertion, jsonExtractor, keptScript, responseAssertion } from '../../design-nodes.js';
import { fieldOf, objectOf, objectsOf, textOf, type LooseObject } from '../../loose-json.js';
import type { ElementNotes, PostmanContext } from '../import-context.js';
import type { ReadStep, ScriptReading } from './read-script.js';

/** Scripts of an item, folder or collection: a list, a single object in odd exports, or inside the request. */
export function eventsOf(item: LooseObject): LooseObject[] {
  const own = [item, objectOf(fieldOf(item, 'request'))].flatMap((owner) => {
    const event = fieldOf(owner, 'event');
    return Array.isArray(event) ? objectsOf(owner, 'event') : [objectOf(event)].filter((entry) => entry !== undefined);
  });
  return own.filter((event) => fieldOf(event, 'disabled') !== true);
}

/** Text of a script: lines, one text, or under `script` as a text itself. */
export function sourceOfEvent(event: LooseObject): string {
  const script = fieldOf(event, 'script');
  const exec = typeof script === 'string' || Array.isArray(script) ? script : fieldOf(objectOf(script), 'exec');
  return Array.isArray(exec) ? exec.filter((line) => typeof line === 'string').join('\n') : typeof exec === 'string' ? exec : '';
}

export const isBeforeRequest = (event: LooseObject): boolean => textOf(event, 'listen') === 'prerequest';

function nodeOf(step: ReadStep, { ids, names }: PostmanContext): ActionNode {
  switch (step.kind) {
    case 'json-extractor': return jsonExtractor(ids.id(), names.nameOf(step.variable), step.path);
    case 'header-extractor': return headerExtractor(ids.id(), names.nameOf(step.variable), step.header);
    case 'check': return step.check.kind === 'json' ? jsonAssertion(ids.id(), step.name, step.enabled, step.check.check) : responseAssertion(ids.id(), step.name, step.enabled, step.check.check);
  }
}

/** Whether all a script does is in nodes and variables; it then needs no copy of its text. */
const isConverted = ({ unread, constants, assigned }: ScriptReading, { names }: PostmanContext): boolean => unread === 0 && constants.every(({ name, value }) => names.resolve(`{{${name}}}`) === names.resolve(value) && !assigned.includes(name));

/**
 * Processors of the scripts of an item: what could be read as extractors and assertions, and the text of every script that holds
 * more as a disabled JSR223 node, so that nothing is lost. Scripts are never evaluated.
 */
export function scriptNodes(item: LooseObject, context: PostmanContext, notes: ElementNotes): ActionNode[] {
  return eventsOf(item).flatMap((event) => {
    const reading = context.scripts.get(event);
    if (reading === undefined || reading.source.trim() === '') return [];
    const before = isBeforeRequest(event);
    const nodes = reading.steps.map((step) => nodeOf(step, context));
    if (isConverted(reading, context)) return nodes;
    const what = before ? 'the pre-request script' : 'the test script';
    notes.kept(`${what} is kept as a disabled JavaScript node and not executed${nodes.length === 0 ? '' : `; ${nodes.length} of its steps became extractors or assertions`}`);
    return [...nodes, keptScript(before ? 'JSR223PreProcessor' : 'JSR223PostProcessor', context.ids.id(), before ? 'Pre-request script' : 'Test script', reading.source)];
  });
}
