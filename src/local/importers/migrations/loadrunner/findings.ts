import type { LoadRunnerAssessment } from '../../../../contract/design-import.js';

export type LoadRunnerUnconverted = LoadRunnerAssessment['unconverted'][number];
type Facts = { readonly '@type': string; readonly [field: string]: unknown };
export interface Finding { readonly kind: string; readonly marker?: string; readonly script?: string; readonly action?: string; readonly line?: number; readonly function?: string; readonly facts?: Facts }

/** Kinds nothing here can stand for: they weigh in the verdict. */
const MANUAL: ReadonlySet<string> = new Set(['UNSUPPORTED_PROTOCOL', 'SOCKET_PROTOCOL', 'SAP_PROTOCOL', 'RDP_PROTOCOL', 'TERMINAL_PROTOCOL', 'CUSTOM_C_CODE', 'UNSUPPORTED_FUNCTION', 'MISSING_SNAPSHOT', 'CONVERSION_FAILED']);

/** The list of what is left to do, in the order it was met. */
export class Findings {
  private readonly found: Finding[] = [];

  add(finding: Finding): void {
    this.found.push(finding);
  }

  countOf(script: string): { all: number; manual: number } {
    const own = this.found.filter((finding) => finding.script === script);
    return { all: own.length, manual: own.filter(({ kind }) => MANUAL.has(kind)).length };
  }

  get size(): number {
    return this.found.length;
  }

  get manual(): number {
    return this.found.filter(({ kind }) => MANUAL.has(kind)).length;
  }

  /** As an import answers it, or an analysis, where nothing is planted and every marker is empty (behaviour.md §30.1). */
  list(planted: boolean): LoadRunnerUnconverted[] {
    return this.found.map(({ kind, marker = '', script = null, action = null, line = null, function: own = null, facts = null }) => ({ kind, marker: planted ? marker : '', script, action, line, function: own, facts }));
  }
}
