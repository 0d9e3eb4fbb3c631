import type { ActionNode } from '../../../../../contract/actions.js';
import type { Header } from '../../../../../contract/post-data.js';
import { MarkerNames } from '../../marker-names.js';

/**
 * What web functions leave behind for the requests after them: headers for one request or for all, captures and checks that wait
 * for the next answer. It lives as long as the script, because `vuser_init` may set headers for its actions.
 */
export class ReplayState {
  /** Names planted in the Virtual User that is being made. */
  markers = new MarkerNames('[LoadRunner]');
  /** The last request that was made. */
  lastRequest: ActionNode | undefined;
  lastUrl = '';
  private readonly lasting = new Map<string, Header>();
  private once: Header[] = [];
  private waiting: ActionNode[] = [];
  private readonly captures = new Map<string, { readonly node: ActionNode; readonly siblings: ActionNode[] }>();

  /** A new Virtual User begins: nothing waits any more, the headers stay. @returns what waited in vain */
  begin(): ActionNode[] {
    const left = this.waiting;
    this.markers = new MarkerNames('[LoadRunner]');
    this.lastRequest = undefined;
    this.once = [];
    this.waiting = [];
    this.captures.clear();
    return left;
  }

  setLasting(header: Header): void {
    this.lasting.set(header.name.toLowerCase(), header);
  }

  /** One more cookie for all requests. */
  addCookie(pair: string): void {
    const before = this.lasting.get('cookie')?.value;
    this.setLasting({ name: 'Cookie', value: before === undefined ? pair : `${before}; ${pair}` });
  }

  dropLasting(name?: string): void {
    if (name === undefined) this.lasting.clear();
    else this.lasting.delete(name.toLowerCase());
  }

  setOnce(header: Header): void {
    this.once.push(header);
  }

  wait(node: ActionNode): void {
    this.waiting.push(node);
  }

  /** Headers of the next request, its own ones last and first to count; those for one request are used up. */
  headersFor(own: readonly Header[]): Header[] {
    const merged = new Map(this.lasting);
    for (const header of [...this.once, ...own]) merged.set(header.name.toLowerCase(), header);
    this.once = [];
    return [...merged.values()];
  }

  /** Captures and checks of the next request; they are used up. */
  processors(): ActionNode[] {
    const taken = this.waiting;
    this.waiting = [];
    for (const node of taken) if (/Extractor$/.test(node['@type'])) this.captures.set(node.name ?? '', { node, siblings: taken });
    return taken;
  }

  /** The capture a parameter was filled by last, and the list it stands in. */
  captureOf(parameter: string): { readonly node: ActionNode; readonly siblings: ActionNode[] } | undefined {
    return this.captures.get(parameter);
  }
}
