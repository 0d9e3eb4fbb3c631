import { baseName } from '../../clean-text.js';
import type { VariableDraft } from '../../import-result.js';
import type { MigratedFile } from '../migration-result.js';
import { uniqueName } from '../marker-names.js';

/** Names a variable makes available as `${name}`: its own, or the columns of its file. */
const exportsOf = ({ name, variable }: VariableDraft): string[] => (variable['@type'] === 'CSVVariable' ? variable.names : [name]);

/** The draft with every exported name changed. */
function renamed(draft: VariableDraft, change: (name: string) => string): VariableDraft {
  const { variable } = draft;
  return variable['@type'] === 'CSVVariable' ? { ...draft, variable: { ...variable, names: variable.names.map(change) } } : { ...draft, name: change(draft.name) };
}

/**
 * Variables and data files of all scripts of one upload: parameters belong to a script in VuGen and to the project here, so that
 * two scripts may use one name for different things. The later one gets the name of its script in front.
 */
export class ProjectVariables {
  private readonly drafts: VariableDraft[] = [];
  private readonly byContent = new Map<string, readonly string[]>();
  private readonly exported = new Set<string>();
  private readonly labels = new Set<string>();
  private readonly kept = new Map<string, MigratedFile>();

  /** Adds a variable. @returns what each exported name became */
  add(script: string, draft: VariableDraft): Map<string, string> {
    const names = exportsOf(draft);
    const content = JSON.stringify([names, draft.variable]);
    const known = this.byContent.get(content);
    if (known !== undefined) return new Map(names.map((name, at) => [name, known[at] ?? name]));
    const clash = names.some((name) => this.exported.has(name));
    const prefix = `${script.replace(/[^\w]+/g, '_')}_`;
    const made = clash ? renamed(draft, (name) => this.free(`${prefix}${name}`)) : draft;
    const final = exportsOf(made);
    for (const name of final) this.exported.add(name);
    this.drafts.push({ ...made, name: made.variable['@type'] === 'CSVVariable' ? uniqueName(made.name, this.labels) : made.name });
    this.byContent.set(content, final);
    return new Map(names.map((name, at) => [name, final[at] ?? name]));
  }

  private free(name: string): string {
    let candidate = name;
    for (let number = 2; this.exported.has(candidate); number += 1) candidate = `${name}_${number}`;
    return candidate;
  }

  /** Keeps a data file under its bare name, or with its script in front where another file has that name. @returns the name */
  addFile(script: string, path: string, bytes: Buffer): string {
    const name = baseName(path);
    const same = this.kept.get(name.toLowerCase());
    if (same === undefined || same.bytes.equals(bytes)) {
      this.kept.set(name.toLowerCase(), same ?? { name, bytes });
      return name;
    }
    const other = baseName(`${script}_${name}`);
    this.kept.set(other.toLowerCase(), { name: other, bytes });
    return other;
  }

  list(): VariableDraft[] {
    return [...this.drafts];
  }

  files(): MigratedFile[] {
    return [...this.kept.values()];
  }
}
