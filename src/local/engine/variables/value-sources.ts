import type { z } from 'zod';
import type { CounterVariable, ListVariable, RandomVariable } from '../../../contract/variable.js';
import { randomWhole, seededRandom } from '../interpreter/random.js';
import type { Template } from '../interpreter/template.js';
import type { User } from '../interpreter/user.js';
import type { Part } from './compile-variables.js';
import { decimalFormat } from './decimal-format.js';
import type { VariableSource } from './variable-source.js';

/** Set once per user; functions inside are evaluated then and stay (entities.md §6, ConstantVariable). */
export class ConstantSource implements VariableSource {
  constructor(private readonly name: string, private readonly value: Template) {}

  startUser(user: User): void {
    user.setVariable(this.name, this.value.render(user));
  }

  startIteration(): void {
    // What a user has overwritten stays overwritten.
  }
}

/** Counts iterations, per user or for all users; goes back to the start after its end (entities.md §6, CounterVariable). */
export class CounterSource implements VariableSource {
  private readonly all: { next: number };
  private readonly format: (value: number) => string;

  constructor(private readonly name: string, private readonly variable: z.infer<typeof CounterVariable>, private readonly part: Part) {
    this.all = { next: this.after(variable.start, part.index) };
    this.format = decimalFormat(variable.format);
  }

  startUser(): void {
    // Counts from the first iteration on.
  }

  startIteration(user: User): void {
    const { start, trackPerUser, resetOnEachIteration } = this.variable;
    const count = trackPerUser ? user.remembered(this, () => ({ next: start })) : this.all;
    if (trackPerUser && resetOnEachIteration) count.next = start;
    user.setVariable(this.name, this.format(count.next));
    // Several generators take the numbers of all users in turn.
    count.next = this.after(count.next, trackPerUser ? 1 : this.part.of);
  }

  private after(current: number, steps: number): number {
    const { start, end, increment } = this.variable;
    let next = current;
    for (let step = 0; step < steps; step++) next = next + increment > end ? start : next + increment;
    return next;
  }
}

/** A whole number in [min, max] per iteration; with a seed the same numbers each run (entities.md §6, RandomVariable). */
export class RandomSource implements VariableSource {
  private readonly all: () => number;
  private readonly format: (value: number) => string;

  constructor(private readonly name: string, private readonly variable: z.infer<typeof RandomVariable>, part: Part) {
    this.all = this.generator(-part.index);
    this.format = decimalFormat(variable.format);
  }

  startUser(): void {
    // A new number per iteration.
  }

  startIteration(user: User): void {
    const random = this.variable.perUser ? user.remembered(this, () => this.generator(user.threadNumber)) : this.all;
    user.setVariable(this.name, this.format(randomWhole(this.variable.min, this.variable.max, random)));
  }

  /** Each user its own sequence of the same seed. */
  private generator(user: number): () => number {
    const { seed } = this.variable;
    return seed === null || seed === undefined ? Math.random : seededRandom(seed + user);
  }
}

/** The next value of a list per iteration, for ever; per user or for all (entities.md §6, ListVariable). */
export class ListSource implements VariableSource {
  private readonly all: { at: number };

  constructor(private readonly name: string, private readonly variable: z.infer<typeof ListVariable>, private readonly part: Part) {
    this.all = { at: part.index };
  }

  startUser(): void {
    // A value per iteration.
  }

  startIteration(user: User): void {
    const { values, order, scope } = this.variable;
    const [cursor, step] = scope === 'SHARED' ? [this.all, this.part.of] : [user.remembered(this, () => ({ at: 0 })), 1];
    const at = order === 'RANDOM' ? Math.floor(Math.random() * values.length) : cursor.at % Math.max(1, values.length);
    cursor.at += step;
    user.setVariable(this.name, values[at] ?? '');
  }
}
