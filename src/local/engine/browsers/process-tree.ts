import { readdirSync, readFileSync } from 'node:fs';

/** Pages of memory are that long on every machine Chromium and Node run on with /proc, but for some ARM kernels. */
const PAGE = 4096;

/** A process and what it holds for itself alone, in bytes. */
export interface TreeMember { readonly pid: number; readonly bytes: number }

/** Everything below a process, itself included, parents first; only the process itself where there is no /proc. */
export function treeOf(root: number): TreeMember[] {
  const children = new Map<number, number[]>();
  for (const name of list()) {
    const pid = Number(name);
    const parent = Number.isInteger(pid) ? parentOf(pid) : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found: TreeMember[] = [];
  const open = [root];
  for (let pid = open.shift(); pid !== undefined; pid = open.shift()) {
    found.push({ pid, bytes: ownBytes(pid) });
    open.push(...(children.get(pid) ?? []));
  }
  return found;
}

/** Kills a process and everything below it. */
export function killTree(root: number): void {
  // Parents first: what is orphaned meanwhile is already on the list.
  for (const { pid } of treeOf(root)) kill(pid);
}

/** Kills a process that was started with a group of its own, and the group with it. */
export function killGroup(leader: number | undefined): void {
  if (leader !== undefined && leader > 1) kill(-leader);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

function list(): string[] {
  try {
    return readdirSync('/proc');
  } catch {
    return [];
  }
}

/** Field 4 of stat; the name before it may hold anything. */
function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function ownBytes(pid: number): number {
  try {
    const [, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ').map(Number);
    return Math.max(0, resident - shared) * PAGE;
  } catch {
    return 0;
  }
}
