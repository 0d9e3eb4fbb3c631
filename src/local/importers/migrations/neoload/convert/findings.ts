import type { NeoloadAssessment } from '../../../../../contract/design-import.js';

export type NeoloadUnconverted = NeoloadAssessment['unconverted'][number];
type Facts = { readonly '@type': string; readonly [field: string]: unknown };

/** One thing left to do. `element` = the name of the element it is about, for the assessment, where nothing is planted yet. */
export interface Finding { readonly kind: string; readonly marker?: string; readonly virtualUser?: string; readonly tag?: string; readonly facts?: Facts; readonly element?: string }

/** Kinds whose elements nothing here can stand for: they weigh in the verdict. */
const MANUAL: ReadonlySet<string> = new Set(['PLUGIN_REQUEST', 'CUSTOM_ACTION', 'UNKNOWN_ELEMENT', 'CONVERSION_FAILED']);

/** The list of what is left to do, in the order it was met. */
export class Findings {
  private readonly found: Finding[] = [];

  add(finding: Finding): void {
    this.found.push(finding);
  }

  manualOf(virtualUser: string): number {
    return this.found.filter((finding) => finding.virtualUser === virtualUser && MANUAL.has(finding.kind)).length;
  }

  countOf(virtualUser: string, kind?: string): number {
    return this.found.filter((finding) => finding.virtualUser === virtualUser && (kind === undefined || finding.kind === kind)).length;
  }

  /** As an import answers it. */
  list(): NeoloadUnconverted[] {
    return this.found.map(({ kind, marker = '', virtualUser = null, tag = null, facts = null }) => ({ kind, marker, virtualUser, tag, facts }));
  }

  /** As an analysis answers it: nothing is planted, elements of the tree are named instead (behaviour.md §30.1; the skill). */
  assessed(): NeoloadUnconverted[] {
    return this.found.map(({ kind, virtualUser = null, tag = null, facts = null, element }) => ({ kind, marker: '', virtualUser, tag, facts: element === undefined ? facts : { '@type': 'NeoLoadElementFacts', element } }));
  }
}
