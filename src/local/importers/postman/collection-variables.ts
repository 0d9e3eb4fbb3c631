import type { VariableDraft } from '../import-result.js';
import { fieldOf, objectOf, objectsOf, textOf, type LooseObject } from '../loose-json.js';
import type { NoteBook } from '../note-book.js';
import { plainText } from './import-context.js';
import type { ScriptReading } from './scripts/read-script.js';
import type { VariableNames } from './variable-names.js';

interface Written { readonly name: string; readonly value: string; readonly secret: boolean; readonly description: string }

const PLACE = 'variables';

/** A value of any type as the text it is sent as. */
function textOfValue(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : plainText(value);
}

function descriptionOf(value: unknown): string {
  return typeof value === 'string' ? value : (textOf(objectOf(value), 'content') ?? '');
}

/** Variables of the collection; of two with one name the last one counts, as in Postman. */
function writtenVariables(collection: LooseObject, notes: NoteBook): Map<string, Written> {
  const variables = new Map<string, Written>();
  for (const entry of [...objectsOf(collection, 'variables'), ...objectsOf(collection, 'variable')]) {
    const name = plainText(fieldOf(entry, 'key')) || plainText(fieldOf(entry, 'id'));
    const note = { type: 'Variable', name, place: PLACE };
    if (name === '') notes.add({ ...note, level: 'dropped', reason: 'a collection variable without a name was left out' });
    else if (fieldOf(entry, 'disabled') === true || fieldOf(entry, 'enabled') === false) notes.add({ ...note, level: 'dropped', reason: `the collection variable ${name} is switched off and was left out` });
    else {
      if (variables.has(name)) notes.add({ ...note, level: 'dropped', reason: `the collection variable ${name} is there twice: the last value counts` });
      variables.set(name, { name, value: textOfValue(fieldOf(entry, 'value')), secret: fieldOf(entry, 'type') === 'secret', description: descriptionOf(fieldOf(entry, 'description')) });
    }
  }
  return variables;
}

/** Names that scripts set to one and the same text everywhere, and nothing else. */
function constantsOf(scripts: Iterable<ScriptReading>): Map<string, string> {
  const constants = new Map<string, string>();
  const changing = new Set<string>();
  for (const { constants: set, assigned } of scripts) {
    for (const name of assigned) changing.add(name);
    for (const { name, value } of set) {
      if ((constants.get(name) ?? value) !== value) changing.add(name);
      constants.set(name, value);
    }
  }
  for (const name of changing) constants.delete(name);
  return constants;
}

/**
 * The project variables a collection asks for: its own, and those its scripts set to a constant before a request. Tells `names`
 * what is known about values, so that hosts can be resolved.
 */
export function variableDrafts(collection: LooseObject, scripts: Iterable<ScriptReading>, names: VariableNames, notes: NoteBook): VariableDraft[] {
  const written = writtenVariables(collection, notes);
  for (const [name, value] of constantsOf(scripts)) {
    if (written.has(name) && written.get(name)?.value !== value) continue;
    if (!written.has(name)) notes.add({ level: 'changed', type: 'Variable', name, place: PLACE, reason: `a pre-request script always sets {{${name}}} to the same text: it became a constant variable` });
    written.set(name, { name, value, secret: false, description: '' });
  }
  for (const { name, value } of written.values()) names.define(name, value);
  return [...written.values()].map(({ name, value, secret, description }) => {
    const resolved = names.resolve(value);
    const text = names.convert(resolved);
    if (text.includes('${')) notes.add({ level: 'changed', type: 'Variable', name, place: PLACE, reason: `the value of ${name} refers to another variable, which is not read inside a value: it is sent as it stands` });
    const variable = secret ? { '@type': 'SecretVariable' as const, value: { type: 'PLAIN' as const, value: text } } : { '@type': 'ConstantVariable' as const, value: text };
    return { name: names.nameOf(name), description, variable };
  });
}
