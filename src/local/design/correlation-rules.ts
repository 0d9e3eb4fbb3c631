import type { CorrelationRule, InjectionRule } from '../../contract/correlation-rule.js';
import type { ExtractFrom } from '../../contract/extractors.js';
import type { HttpExchange } from '../../contract/http-exchange.js';
import { safePattern } from '../patterns/safe-pattern.js';
import { extractionReader, type Extraction, type ExtractionReader } from './extraction.js';
import type { InjectionPlace } from './injection-places.js';

/** A literal that one recorded response gave to one variable; `from` where the extractor must read the unescaped body to get it. */
export interface Produced extends Extraction { readonly from: ExtractFrom | undefined }

/** A rule ready to be used. The first problem it meets ends its work and becomes its message. */
export class PreparedRule {
  message: string | undefined;
  private read: ExtractionReader | undefined;
  private readonly allows: readonly { kind: InjectionRule['@type']; test: (subject: string) => boolean }[];

  constructor(readonly rule: CorrelationRule) {
    this.read = this.guarded(() => extractionReader(rule.extractor), undefined);
    this.allows = rule.injectionRules.flatMap(({ '@type': kind, regexp }) => {
      if (regexp === '' || regexp === '.*') return [{ kind, test: () => true }];
      const pattern = this.guarded(() => safePattern(regexp), undefined);
      return pattern === undefined ? [] : [{ kind, test: (subject: string) => this.guarded(() => pattern.occursIn(subject), false) }];
    });
  }

  /** What the rule's extractor takes out of a recorded exchange; [] once the rule has failed. */
  produce(exchange: HttpExchange): Produced[] {
    const read = this.read;
    if (read === undefined) return [];
    const plain = this.guarded(() => read(exchange), []);
    return plain.flatMap((extraction, at) => [{ ...extraction, from: undefined }, ...this.unescaped(read, exchange, extraction, at)]);
  }

  /** Whether an injection rule lets the variable into this place. `regexp` is searched in the place's subject, not matched whole. */
  mayWrite(place: InjectionPlace): boolean {
    return this.read !== undefined && this.allows.some(({ kind, test }) => kind === place.kind && test(place.subject));
  }

  /** The same match in the body with HTML escapes undone, where that differs: browsers send `a&b` for the `a&amp;b` of a form. */
  private unescaped(read: ExtractionReader, exchange: HttpExchange, plain: Extraction, at: number): Produced[] {
    const { extractor } = this.rule;
    if (!('from' in extractor) || extractor.from !== 'BODY' || !/&[#a-zA-Z]/.test(plain.literal)) return [];
    const other = this.guarded(() => read(exchange, 'BODY_UNESCAPED'), [])[at];
    return other === undefined || other.literal === plain.literal || other.variable !== plain.variable ? [] : [{ ...other, from: 'BODY_UNESCAPED' }];
  }

  private guarded<T>(work: () => T, otherwise: T): T {
    try {
      return work();
    } catch (error) {
      this.message ??= error instanceof Error ? error.message : String(error);
      this.read = undefined;
      return otherwise;
    }
  }
}
