/** Readers of JSON that anybody may have written: what has the wrong type reads as absent, and nothing inherited is ever seen. */
export type LooseObject = Readonly<Record<string, unknown>>;

/** The value as an object; undefined for anything else, arrays too. */
export function objectOf(value: unknown): LooseObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as LooseObject) : undefined;
}

/** A field the object itself has; what it inherits (`constructor`, a polluted prototype) reads as undefined. */
export function fieldOf(object: LooseObject | undefined, name: string): unknown {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A text field; undefined where it is missing or no string. */
export function textOf(object: LooseObject | undefined, name: string): string | undefined {
  const value = fieldOf(object, name);
  return typeof value === 'string' ? value : undefined;
}

/** A finite number field; undefined where it is missing or anything else. */
export function numberOf(object: LooseObject | undefined, name: string): number | undefined {
  const value = fieldOf(object, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A number field without its fraction; undefined where it is missing, anything else, or too large to be exact. */
export function wholeOf(object: LooseObject | undefined, name: string): number | undefined {
  const whole = Math.trunc(numberOf(object, name) ?? NaN);
  return Number.isSafeInteger(whole) ? whole : undefined;
}

/** The objects of a list field; [] where it is no list, and what is no object is left out. */
export function objectsOf(object: LooseObject | undefined, name: string): LooseObject[] {
  const value = fieldOf(object, name);
  return Array.isArray(value) ? value.map(objectOf).filter((entry) => entry !== undefined) : [];
}
