import { LineCounter, parseDocument, type YAMLParseError } from 'yaml';
import { ImportError } from '../../../import-error.js';
import { fileOf, folderOf, type ProjectFiles } from '../../project-files.js';
import type { NeoloadProject } from '../model.js';
import { readPopulations, readRendezvous, readScenarios } from './yaml-scenarios.js';
import { readServers } from './yaml-servers.js';
import { readSlaProfiles } from './yaml-sla.js';
import { StepReader } from './yaml-steps.js';
import { readVariables } from './yaml-variables.js';
import { field, isMapping, list, text, type Mapping } from './values.js';

/** Top-level keys of an as-code file (public reference, project.md); a YAML file with none of them is something else. */
const KEYS = ['variables', 'servers', 'user_paths', 'populations', 'scenarios', 'sla_profiles', 'shared_elements', 'includes'] as const;
export const AS_CODE_FILE = /\.(?:ya?ml|nl\.json|neoload\.json)$/i;
/** More references to one part of a document than a person writes. */
const ALIASES_MAX = 200;

interface Loaded { readonly path: string; readonly root: Mapping }

function placed(fault: YAMLParseError, lines: LineCounter): string {
  const { line, col } = lines.linePos(fault.pos[0]);
  return `${fault.message.split('\n', 1)[0]?.slice(0, 200) ?? ''} at line ${line}, column ${col}`;
}

/** One YAML (or JSON) text as values; aliases are counted, so that a small file cannot become a large one. @throws ImportError with the line */
function readYaml(source: string, path: string): unknown {
  try {
    // Pretty messages cost the length of their line each, and a damaged line has thousands of faults: only the first is told.
    const lines = new LineCounter();
    const document = parseDocument(source, { logLevel: 'silent', uniqueKeys: false, prettyErrors: false, lineCounter: lines });
    const [fault] = document.errors;
    if (fault !== undefined) throw new ImportError(`${path} is not valid YAML: ${placed(fault, lines)}. Correct it and upload the zip again.`);
    return document.toJS({ maxAliasCount: ALIASES_MAX }) as unknown;
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError(`${path} cannot be read as YAML: ${(error instanceof Error ? error.message : '').split('\n', 1)[0]?.slice(0, 200) ?? ''}. Correct it and upload the zip again.`);
  }
}

/** A path of an include as the archive knows it: below the folder of the project; one that leaves it names nothing. */
function resolved(folder: string, include: string): string {
  const parts: string[] = [];
  for (const part of `${folder}${include}`.replace(/\\/g, '/').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** The as-code files of the archive, without YAML of other tools. */
function candidates(files: ProjectFiles): Loaded[] {
  const found: Loaded[] = [];
  const faults: ImportError[] = [];
  for (const path of files.matching(AS_CODE_FILE)) {
    try {
      const root = readYaml(files.text(path) ?? '', path);
      if (isMapping(root) && KEYS.some((key) => Object.hasOwn(root, key))) found.push({ path, root });
    } catch (error) {
      if (error instanceof ImportError) faults.push(error);
      else throw error;
    }
  }
  const [fault] = faults;
  if (found.length === 0 && fault !== undefined) throw fault;
  return found;
}

const includesOf = ({ path, root }: Loaded): string[] => list(field(root, 'includes')).map((include) => resolved(folderOf(path), text(include)).toLowerCase());

/**
 * Which files make the project: `default.yaml` with what it includes where there is one, as NeoLoad's own tools start from; else
 * the first file that includes others; else all of them together.
 */
function chosen(all: readonly Loaded[]): { taken: Loaded[]; left: Loaded[] } {
  const included = new Set(all.flatMap(includesOf));
  const roots = all.filter(({ path }) => !included.has(path.toLowerCase()));
  const main = roots.find(({ path }) => /^default\.ya?ml$/i.test(fileOf(path))) ?? roots.find((file) => includesOf(file).length > 0);
  if (main === undefined) return { taken: [...all], left: [] };
  const taken = new Set<Loaded>();
  const follow = (file: Loaded): void => {
    if (taken.has(file)) return;
    // Included files are loaded before the file that includes them (public reference, include.md).
    const wanted = includesOf(file);
    for (const other of all) if (wanted.includes(other.path.toLowerCase()) && other !== file && !taken.has(other)) follow(other);
    taken.add(file);
  };
  follow(main);
  return { taken: [...taken], left: all.filter((file) => !taken.has(file)) };
}

const gathered = (files: readonly Loaded[], key: string): unknown[] => files.flatMap(({ root }) => list(field(root, key)));

/**
 * Reads a NeoLoad as-code project (YAML or JSON, schema and reference of Neotys-Labs/neoload-models: public).
 * @returns undefined where the archive holds no as-code file; `left` are files of another environment that were not read
 * @throws ImportError where the only candidate is damaged
 */
export function readYamlProject(files: ProjectFiles): { project: NeoloadProject; left: string[] } | undefined {
  const all = candidates(files);
  if (all.length === 0) return undefined;
  const { taken, left } = chosen(all);
  const steps = new StepReader(gathered(taken, 'shared_elements'), files, folderOf(taken.at(-1)?.path ?? ''));
  const scenarios = gathered(taken, 'scenarios');
  return {
    left: left.map(({ path }) => path),
    project: {
      userPaths: steps.userPaths(gathered(taken, 'user_paths')),
      servers: readServers(gathered(taken, 'servers')),
      variables: readVariables(gathered(taken, 'variables')),
      slaProfiles: readSlaProfiles(gathered(taken, 'sla_profiles')),
      populations: readPopulations(gathered(taken, 'populations')),
      scenarios: readScenarios(scenarios),
      rendezvous: readRendezvous(scenarios),
      libraries: [],
    },
  };
}
