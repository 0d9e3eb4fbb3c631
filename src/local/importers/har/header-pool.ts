import type { Header } from '../../../contract/post-data.js';
import type { HarEntry } from './har-entry.js';

/** Different values of one name that are remembered, and how long they may be: more are not repeated often enough to pay for it. */
const VALUES_MAX = 2_000;
const LENGTH_MAX = 2_000;

/**
 * Headers that repeat from entry to entry as one object each. In a recording of many small calls they are most of the memory: every
 * entry brings the same dozen, three times. Nobody may change a header in place.
 */
export class HeaderPool {
  private readonly known = new Map<string, Map<string, Header>>();

  /** The entry with its headers out of the pool. */
  pooled(entry: HarEntry): HarEntry {
    const { request, response } = entry;
    return {
      ...entry, headers: this.all(entry.headers), request: { ...request, headers: this.all(request.headers) },
      response: response === undefined ? undefined : { ...response, headers: this.all(response.headers) },
    };
  }

  private all(headers: readonly Header[]): Header[] {
    return headers.map((header) => this.one(header));
  }

  private one(header: Header): Header {
    const { name, value } = header;
    const values = this.known.get(name) ?? new Map<string, Header>();
    if (values.size === 0) this.known.set(name, values);
    const same = values.get(value);
    if (same !== undefined) return same;
    if (values.size < VALUES_MAX && value.length <= LENGTH_MAX) values.set(value, header);
    return header;
  }
}
