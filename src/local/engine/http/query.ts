import type { Parameter } from '../../../contract/post-data.js';
import { encodeForm, percentEncoded } from '../interpreter/form-text.js';
import { Template, type RenderTarget } from '../interpreter/template.js';

/** Names and values joined as `a=b&c=d`, of a query string or a form (entities.md §3.4). */
export class ParameterList {
  readonly constant: string | undefined;
  private readonly entries: readonly { name: Template; value: Template; encoded: boolean; useEquals: boolean }[];

  /** A nameless entry is left out, as JMeter does. */
  constructor(parameters: readonly Parameter[], template: (text: string) => Template) {
    this.entries = parameters.filter(({ name }) => name !== '').map(({ name, value, encoded, useEquals }) => ({ name: template(name), value: template(value), encoded, useEquals }));
    this.constant = this.entries.every(({ name, value }) => name.constant !== undefined && value.constant !== undefined) ? this.joined((text) => text.constant ?? '') : undefined;
  }

  render(target: RenderTarget): string {
    return this.constant ?? this.joined((text) => text.render(target));
  }

  private joined(text: (template: Template) => string): string {
    let all = '';
    for (const { name, value, encoded, useEquals } of this.entries) {
      const [left, right] = encoded ? [encodeForm(text(name)), encodeForm(text(value))] : [text(name), text(value)];
      all += `${all === '' ? '' : '&'}${left}${useEquals || right !== '' ? '=' : ''}${right}`;
    }
    return all;
  }
}

const NEEDS_ESCAPE = /[^\x21-\x7e]|["<>#]/;

/**
 * Percent-encodes what may not stand in a path or query, and nothing else: what is escaped already stays, and so does the
 * `${name}` of a variable that is not set, which a reader of the report is to see as it is (behaviour.md §12.8).
 */
export function escapedPath(path: string): string {
  return NEEDS_ESCAPE.test(path) ? path.replace(/[^\x21-\x7e]+|["<>#]/g, percentEncoded) : path;
}
