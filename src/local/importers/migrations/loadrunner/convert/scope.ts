import type { ActionNode } from '../../../../../contract/actions.js';

interface Open { readonly name: string; readonly node: ActionNode; readonly into: ActionNode[] }

/** The steps of one block of a script; transactions started in it open a container that takes what follows until they end. */
export class Scope {
  private readonly nodes: ActionNode[] = [];
  private open: Open[] = [];

  add(nodes: readonly ActionNode[]): void {
    (this.open.at(-1)?.into ?? this.nodes).push(...nodes);
  }

  /** Opens a transaction; `container` is the node it becomes, without its steps. */
  start(name: string, container: ActionNode): void {
    const into: ActionNode[] = [];
    const node = { ...container, children: into };
    this.add([node]);
    this.open.push({ name, node, into });
  }

  /**
   * Closes a transaction and those opened inside of it.
   * @returns names of the others it closed too early, or undefined where none of that name is open here
   */
  end(name: string): string[] | undefined {
    const at = this.open.map((entry) => entry.name).lastIndexOf(name);
    if (at === -1) return undefined;
    const others = this.open.slice(at + 1).map((entry) => entry.name);
    this.open = this.open.slice(0, at);
    return others;
  }

  finish(): ActionNode[] {
    return this.nodes;
  }
}
