import { elementName } from '../clean-text.js';
import { NAME_MAX } from '../../../contract/wire.js';

/** Names of the nodes planted in one Virtual User: a marker is found by its exact name, so it stands there once. */
export class MarkerNames {
  private readonly taken = new Set<string>();

  /** `prefix` is the tool in brackets, such as `[NeoLoad]`. */
  constructor(private readonly prefix: string) {}

  next(name: string): string {
    const first = elementName(`${this.prefix} ${name}`, this.prefix);
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : ` (${number})`;
      const candidate = `${first.slice(0, NAME_MAX - suffix.length)}${suffix}`;
      if (this.taken.has(candidate)) continue;
      this.taken.add(candidate);
      return candidate;
    }
  }
}

/** A name that no other of its kind has yet: a number is put behind it where it is taken. */
export function uniqueName(name: string, taken: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : ` ${number}`;
    const candidate = `${name.slice(0, NAME_MAX - suffix.length)}${suffix}`;
    if (taken.has(candidate.toLowerCase())) continue;
    taken.add(candidate.toLowerCase());
    return candidate;
  }
}
