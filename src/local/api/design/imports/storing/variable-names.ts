import { isDeepStrictEqual } from 'node:util';
import { Variable, type VariableWrapper } from '../../../../../contract/variable.js';
import type { DesignNote, VariableDraft } from '../../../../importers/import-result.js';
import { isDerived, type Renaming, renamedValue } from './renamed-variables.js';

type AnyVariable = VariableDraft['variable'];
type Known = Pick<VariableWrapper, 'name' | 'variable'>;

/** Variables an import adds, under names that are free, and how what refers to them has to be rewritten. */
export interface PlacedVariables { readonly added: readonly VariableDraft[]; readonly renaming: Renaming; readonly notes: readonly DesignNote[] }

/** The `${names}` a variable answers to: for a data file those of its columns, its own name is only a label (behaviour.md §12.2). */
export const referableNames = ({ name, variable }: Known): readonly string[] => (variable['@type'] === 'CSVVariable' ? variable.names : [name]);

/** Whether a name is another one, perhaps with a number that an earlier import of the same file gave it. */
const isNumbered = (name: string, base: string): boolean => name === base || (name.startsWith(`${base}_`) && /^\d+$/.test(name.slice(base.length + 1)));

/** Whether two variables say the same but for their names. A secret without a value is a place to fill in: any secret is its equal. */
function isEqual(draft: AnyVariable, stored: AnyVariable): boolean {
  if (draft['@type'] === 'SecretVariable') return stored['@type'] === 'SecretVariable' && (draft.value.value === '' || stored.value.value === draft.value.value);
  const nameless = (variable: AnyVariable): unknown => { const parsed = Variable.parse(variable); return parsed['@type'] === 'CSVVariable' ? { ...parsed, names: [] } : parsed; };
  return isDeepStrictEqual(nameless(draft), nameless(stored));
}

/** The name itself where it is free, else the same with the first free number. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let at = 2; taken.has(name); at += 1) name = `${wanted}_${at}`;
  return name;
}

function noteOf(draft: VariableDraft, name: string): DesignNote {
  const reason = draft.variable['@type'] === 'CSVVariable'
    ? `the project uses these names for something else, which stays as it is: this data file is called ${name}, and columns whose names were taken got a number; what refers to them in the import does so under the new names`
    : `the project has another variable ${draft.name}, which stays as it is: the imported one is called ${name}, and what refers to it in the import does so under that name. Names that a script or a function computes have to be changed by hand`;
  return { level: 'changed', type: 'Variable', name: draft.name, place: 'project variables', reason };
}

/** Finds places for the variables of one import beside those of the project. */
class Placing {
  readonly renaming = new Map<string, string>();
  private readonly reused = new Map<VariableDraft, Known>();

  constructor(private readonly drafts: readonly VariableDraft[], private readonly known: readonly Known[]) {
    for (const numbered of [false, true]) for (const draft of drafts) if (!this.reused.has(draft)) this.reuse(draft, numbered);
  }

  run(): PlacedVariables {
    const fresh = this.drafts.filter((draft) => !this.reused.has(draft));
    this.rename(fresh);
    this.keepDerived();
    const labels = new Set(this.known.map(({ name }) => name));
    const added = fresh.map((draft) => {
      const name = draft.variable['@type'] === 'CSVVariable' ? freeName(draft.name, labels) : (this.renaming.get(draft.name) ?? draft.name);
      labels.add(name);
      return { draft, placed: { ...draft, name, variable: this.renamed(draft.variable) } };
    });
    const notes = [...added.map(({ draft, placed }) => ({ draft, now: placed })), ...[...this.reused].map(([draft, now]) => ({ draft, now }))]
      .filter(({ draft, now }) => now.name !== draft.name || !isDeepStrictEqual(referableNames(now), referableNames(draft)))
      .map(({ draft, now }) => noteOf(draft, now.name));
    return { added: added.map(({ placed }) => placed), renaming: this.renaming, notes };
  }

  /** Takes a variable of the project for the draft where it says the same under the same name, or under the number an earlier import gave it. */
  private reuse(draft: VariableDraft, numbered: boolean): void {
    const used = new Set(this.reused.values());
    const found = this.known.find((stored) => {
      if (used.has(stored) || !(numbered ? isNumbered(stored.name, draft.name) : stored.name === draft.name) || !isEqual(draft.variable, stored.variable)) return false;
      const [before, after] = [referableNames(draft), referableNames(stored)];
      return before.length === after.length && before.every((name, at) => this.allows(name, after[at] ?? '', numbered));
    });
    if (found === undefined) return;
    this.reused.set(draft, found);
    const after = referableNames(found);
    for (const [at, name] of referableNames(draft).entries()) if (after[at] !== undefined && after[at] !== name) this.renaming.set(name, after[at]);
  }

  private allows(name: string, stored: string, numbered: boolean): boolean {
    return (numbered ? isNumbered(stored, name) : stored === name) && (this.renaming.get(name) ?? stored) === stored;
  }

  /** New names for what the project calls something else by. A name keeps one meaning inside the import: a column that overrides a constant still does. */
  private rename(fresh: readonly VariableDraft[]): void {
    const used = new Set(this.reused.values());
    const labels = new Set(this.known.map(({ name }) => name));
    const taken = new Set(this.known.filter((variable) => !used.has(variable)).flatMap(referableNames));
    const all = new Set([...labels, ...this.known.flatMap(referableNames), ...this.drafts.flatMap(referableNames), ...this.drafts.map(({ name }) => name)]);
    for (const draft of fresh) {
      for (const name of referableNames(draft)) {
        const clashes = taken.has(name) || (draft.variable['@type'] !== 'CSVVariable' && labels.has(name));
        if (!clashes || this.renaming.has(name)) continue;
        const free = freeName(name, all);
        this.renaming.set(name, free);
        all.add(free);
      }
    }
  }

  /** Variables of the import that look like `x_1` of a renamed extractor `x` keep the names they have. */
  private keepDerived(): void {
    if (this.renaming.size === 0) return;
    for (const name of this.drafts.flatMap(referableNames)) if (!this.renaming.has(name) && isDerived(name)) this.renaming.set(name, name);
  }

  private renamed(variable: AnyVariable): AnyVariable {
    const inside = renamedValue(variable, this.renaming);
    return inside['@type'] === 'CSVVariable' ? { ...inside, names: inside.names.map((name) => this.renaming.get(name) ?? name) } : inside;
  }
}

/**
 * Finds a place for the variables of an import beside those of the project. An equal one of the same name is reused; where a name
 * means something else already, the project's variable stays untouched and the import's gets a number (`host_2`).
 * @param known variables of the project, secrets opened
 */
export const placedVariables = (drafts: readonly VariableDraft[], known: readonly Known[]): PlacedVariables => new Placing(drafts, known).run();
