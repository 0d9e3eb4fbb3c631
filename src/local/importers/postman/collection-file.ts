import { ImportError } from '../import-error.js';
import { JsonScanner } from '../json-scanner.js';
import { fieldOf, objectOf, textOf, type LooseObject } from '../loose-json.js';
import { jsonDepth, readText } from '../text-file.js';
import { fromVersion1 } from './version-1.js';

const KIND = { what: 'Postman collection', again: 'In Postman choose "Export" on the collection and upload the .json file.' };
/** Brackets in brackets; a real collection has a dozen levels. */
const DEPTH_MAX = 500;

/** A collection in the shape of format 2.x, whatever it was. `converted` tells that it was format 1. */
export interface CollectionFile { readonly root: LooseObject; readonly converted: boolean; readonly faithful: boolean }

const has = (json: LooseObject, ...names: readonly string[]): boolean => names.every((name) => Object.hasOwn(json, name));

/** What a JSON that is no collection most likely is, as a sentence with the way out. */
function otherJson(json: LooseObject | undefined): string {
  if (json === undefined) return `This JSON is not an object, so it is not a Postman collection. ${KIND.again}`;
  const scope = textOf(json, '_postman_variable_scope');
  if (scope === 'globals') return 'This is an export of Postman globals, not a collection. Import the collection, then create the globals as project variables.';
  if (scope !== undefined || has(json, 'values')) return 'This is a Postman environment, not a collection. Import the collection, then create the values of the environment as project variables.';
  if (has(json, 'collections')) return 'This is an export of all Postman data, not a collection. Export one collection by itself and upload that file.';
  if (has(json, 'log')) return 'This looks like a HAR, not a Postman collection. Import it as a HAR.';
  if (has(json, 'openapi') || has(json, 'swagger')) return 'This is an OpenAPI description, not a Postman collection. Import it into Postman first and export the collection.';
  if (has(json, 'resources', '__export_format')) return 'This is an Insomnia export, not a Postman collection. Export it from Insomnia as HAR and import that.';
  return `This JSON is not a Postman collection: it has no list "item" (format 2.x) and no list "requests" (format 1). ${KIND.again}`;
}

/**
 * Reads a Postman collection: format 2.0 and 2.1, 1 converted, wrapped in `{"collection": …}` or not.
 * @throws ImportError for bad JSON with its place, too deep nesting and for JSON that is no collection
 */
export function readCollection(bytes: Buffer): CollectionFile {
  const { utf8, faithful } = readText(bytes, KIND);
  if (utf8.toString('latin1', 0, 200).trimStart().startsWith('<')) throw new ImportError(`This is XML or HTML, not a Postman collection. ${KIND.again}`);
  const depth = jsonDepth(utf8);
  if (depth > DEPTH_MAX) throw new ImportError(`The file is nested ${depth} levels deep; at most ${DEPTH_MAX} are read. Flatten the folders of the collection and export it again.`);
  const scanner = new JsonScanner(utf8);
  const json = objectOf(scanner.value());
  scanner.end();
  const root = objectOf(fieldOf(json, 'collection')) ?? json;
  if (Array.isArray(fieldOf(root, 'item'))) return { root: root ?? {}, converted: false, faithful };
  if (Array.isArray(fieldOf(root, 'requests'))) return { root: fromVersion1(root ?? {}), converted: true, faithful };
  throw new ImportError(otherJson(root));
}
