import type { BrowserCrew } from '../browsers/browser-crew.js';
import type { ScriptBox } from '../scripts/script-box.js';
import type { User } from './user.js';

/** Most values one queue holds (entities.md §3.4, PutQueueAction). */
const LONGEST_QUEUE = 5000;

/** What all users of one run have in common while it lasts: properties set by it, queues, meeting points, locks, the script process, browsers. */
export class RunState {
  readonly properties = new Map<string, string>();
  readonly queues = new Queues();
  readonly locks = new Locks();
  readonly barriers = new Barriers();
  private present = 0;
  private readonly presentOf = new Map<object, number>();
  private readonly rhythms = new Map<string, { next: number }>();

  constructor(readonly scripts: ScriptBox, readonly browsers: BrowserCrew) {}

  /** Users alive now. */
  get users(): number { return this.present; }

  /** Users alive now that play this plan. */
  usersOf(program: object): number { return this.presentOf.get(program) ?? 0; }

  /** A rhythm by name that all users keep together. */
  slots(name: string): { next: number } {
    const rhythm = this.rhythms.get(name) ?? { next: 0 };
    this.rhythms.set(name, rhythm);
    return rhythm;
  }

  enter(program: object): void {
    this.present++;
    this.presentOf.set(program, this.usersOf(program) + 1);
  }

  /** One user less may be what others were waiting for. */
  leave(program: object): void {
    this.present--;
    this.presentOf.set(program, this.usersOf(program) - 1);
    this.barriers.recheck();
  }

  /** Resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.scripts.close();
    await this.browsers.close();
  }
}

/** Named lists of texts, first in, first out; they live as long as the test. */
class Queues {
  private readonly lists = new Map<string, string[]>();

  /** False when the queue is full. */
  put(name: string, value: string): boolean {
    const list = this.lists.get(name) ?? [];
    if (list.length >= LONGEST_QUEUE) return false;
    list.push(value);
    this.lists.set(name, list);
    return true;
  }

  /** Takes the oldest value; undefined when there is none. */
  poll(name: string): string | undefined {
    return this.lists.get(name)?.shift();
  }
}

interface Waiter { readonly needed: () => number; readonly release: () => void }

/** Places where users wait for one another. */
class Barriers {
  private readonly waiting = new Map<string, Set<Waiter>>();

  /**
   * Waits until so many users are here, but not longer than `timeoutMs` (0 = as long as it takes); one that runs out of patience
   * lets all go, as JMeter's cyclic barrier does. Returns the ms waited.
   */
  async meet(user: User, name: string, needed: () => number, timeoutMs: number): Promise<number> {
    const here = this.waiting.get(name) ?? new Set<Waiter>();
    this.waiting.set(name, here);
    if (here.size + 1 >= needed()) { this.open(name); return 0; }
    const startedAt = performance.now();
    const met = await user.hold((wake) => {
      const waiter = { needed, release: wake };
      here.add(waiter);
      return () => { here.delete(waiter); };
    }, timeoutMs === 0 ? Infinity : timeoutMs);
    if (!met && !user.interrupted) this.open(name);
    return performance.now() - startedAt;
  }

  recheck(): void {
    for (const [name, here] of this.waiting) {
      const [first] = here;
      if (first !== undefined && here.size >= first.needed()) this.open(name);
    }
  }

  private open(name: string): void {
    for (const { release } of [...(this.waiting.get(name) ?? [])]) release();
  }
}

interface Candidate { readonly user: User; readonly wake: () => void }
interface Lock { owner: User | undefined; depth: number; readonly queue: Candidate[] }

/** Locks by name: one user at a time, in the order they came. The owner may enter again, as with Java's locks. */
class Locks {
  private readonly byName = new Map<string, Lock>();

  /** False when the user's end came first. */
  async enter(user: User, name: string): Promise<boolean> {
    const lock = this.byName.get(name) ?? { owner: undefined, depth: 0, queue: [] };
    this.byName.set(name, lock);
    if (lock.owner !== undefined && lock.owner !== user && !(await this.turn(user, lock))) return false;
    lock.owner = user;
    lock.depth++;
    return true;
  }

  leave(name: string): void {
    const lock = this.byName.get(name);
    if (lock === undefined || --lock.depth > 0) return;
    // Handed over at once: who comes between must not slip in.
    const next = lock.queue.shift();
    lock.owner = next?.user;
    next?.wake();
  }

  private turn(user: User, { queue }: Lock): Promise<boolean> {
    return user.hold((wake) => {
      const candidate = { user, wake };
      queue.push(candidate);
      return () => {
        const at = queue.indexOf(candidate);
        if (at >= 0) queue.splice(at, 1);
      };
    }, Infinity);
  }
}
