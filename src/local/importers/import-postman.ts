import { DESCRIPTION_MAX } from '../../contract/wire.js';
import { elementName } from './clean-text.js';
import { ImportError } from './import-error.js';
import type { DesignImport, IdSource } from './import-result.js';
import { fieldOf, objectOf, objectsOf, textOf, type LooseObject } from './loose-json.js';
import { NoteBook } from './note-book.js';
import { readCollection } from './postman/collection-file.js';
import { variableDrafts } from './postman/collection-variables.js';
import { notesAbout, plainText, type PostmanContext } from './postman/import-context.js';
import { itemActions } from './postman/item-tree.js';
import { behaviorOf } from './postman/protocol-behavior.js';
import { readScript, type ScriptReading } from './postman/scripts/read-script.js';
import { eventsOf, isBeforeRequest, scriptNodes, sourceOfEvent } from './postman/scripts/script-nodes.js';
import { VariableNames } from './postman/variable-names.js';
import { RANDOM_IDS } from './random-ids.js';
import { ServerDrafts } from './server-drafts.js';

/** Reads every script of the collection once: constants have to be known before the first address is. */
function scriptsOf(root: LooseObject): Map<LooseObject, ScriptReading> {
  const scripts = new Map<LooseObject, ScriptReading>();
  const waiting: LooseObject[] = [root];
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    for (const event of eventsOf(item)) scripts.set(event, readScript(sourceOfEvent(event), isBeforeRequest(event)));
    for (const inner of objectsOf(item, 'item')) waiting.push(inner);
  }
  return scripts;
}

function textOfDescription(value: unknown): string {
  const text = typeof value === 'string' ? value : (textOf(objectOf(value), 'content') ?? '');
  return text.slice(0, DESCRIPTION_MAX);
}

/** Notes on the file as a whole. */
function noteFile(notes: NoteBook, { converted, faithful }: { converted: boolean; faithful: boolean }, { names, recordings }: PostmanContext): void {
  const whole = { type: 'Collection', name: 'collection', place: 'the whole file' } as const;
  if (!faithful) notes.add({ ...whole, level: 'changed', reason: 'the file is not valid UTF-8: unreadable bytes were replaced' });
  if (converted) notes.add({ ...whole, level: 'changed', reason: 'the collection is of format 1: it was read as if it had been exported as 2.1' });
  if (recordings.length === 0) notes.add({ ...whole, level: 'changed', reason: 'no saved example is in the collection, so nothing was recorded to correlate or to compare a validation with' });
  for (const name of names.unknown()) notes.add({ level: 'changed', type: 'Variable', name, place: 'variables', reason: `\${${name}} is used but the collection does not define it (an environment or a script does): create a project variable ${name}` });
}

/**
 * Turns a Postman collection (format 2.1, 2.0 or 1) into a Virtual User: folders become containers, requests HTTP requests in
 * their order, saved examples recordings, collection variables project variables. Scripts are read, never run. Pure.
 * @throws ImportError with what is wrong and what to do next
 */
export function importPostman(bytes: Buffer, ids: IdSource = RANDOM_IDS): DesignImport {
  const file = readCollection(bytes);
  const { root } = file;
  const notes = new NoteBook();
  const names = new VariableNames(notes);
  const scripts = scriptsOf(root);
  const variables = variableDrafts(root, scripts.values(), names, notes);
  const context: PostmanContext = { ids, names, notes, servers: new ServerDrafts(), recordings: [], files: new Set(), scripts };
  const items = fieldOf(root, 'item');
  const info = objectOf(fieldOf(root, 'info'));
  const name = plainText(fieldOf(info, 'name')) || plainText(fieldOf(root, 'name'));
  const shared = scriptNodes({ ...root, request: undefined }, context, notesAbout(context, 'Collection', name, 'the collection'));
  const actions = itemActions(Array.isArray(items) ? items : [], { place: '', auth: fieldOf(root, 'auth'), behavior: behaviorOf(root, {}) }, context);
  const servers = context.servers.list();
  if (servers.length === 0) throw new ImportError(`The collection holds 0 requests that can be imported (${Array.isArray(items) ? items.length : 0} items${notes.list().length === 0 ? '' : `; the first complaint: ${notes.list()[0]?.reason ?? ''}`}). Add requests with a URL in Postman and export the collection again.`);
  noteFile(notes, file, context);
  return {
    name: elementName(name, 'Postman collection'),
    description: textOfDescription(fieldOf(info, 'description') ?? fieldOf(root, 'description')),
    type: 'JMETER',
    children: [...shared, ...actions],
    servers, variables,
    files: [...context.files],
    notes: notes.list(),
    recordings: context.recordings,
  };
}
