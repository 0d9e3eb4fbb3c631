import type { NoteBook } from '../note-book.js';

/** Postman's dynamic variables that JMeter has a function for (both manuals); texts behind `~` are near, not equal. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  guid: '${__UUID()}',
  randomUUID: '${__UUID()}',
  timestamp: '${__time(/1000,)}',
  isoTimestamp: "${__time(yyyy-MM-dd'T'HH:mm:ss.SSS'Z',)}",
  randomInt: '${__Random(0,1000,)}',
  randomAlphaNumeric: '${__RandomString(1,abcdefghijklmnopqrstuvwxyz0123456789,)}',
  randomBoolean: '~${__Random(0,1,)}',
  randomEmail: '~${__RandomString(10,abcdefghijklmnopqrstuvwxyz,)}@example.com',
  randomExampleEmail: '${__RandomString(10,abcdefghijklmnopqrstuvwxyz,)}@example.com',
  randomUserName: '~${__RandomString(10,abcdefghijklmnopqrstuvwxyz,)}',
  randomFirstName: '~${__RandomString(8,abcdefghijklmnopqrstuvwxyz,)}',
  randomLastName: '~${__RandomString(8,abcdefghijklmnopqrstuvwxyz,)}',
  randomFullName: '~${__RandomString(8,abcdefghijklmnopqrstuvwxyz,)} ${__RandomString(8,abcdefghijklmnopqrstuvwxyz,)}',
  randomWord: '~${__RandomString(8,abcdefghijklmnopqrstuvwxyz,)}',
  randomPassword: '${__RandomString(15,abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,)}',
  randomPhoneNumber: '~${__RandomString(10,0123456789,)}',
  randomHexColor: '#${__RandomString(6,0123456789abcdef,)}',
  randomPrice: '~${__Random(0,1000,)}.00',
  randomLatitude: '~${__Random(-90,90,)}.0',
  randomLongitude: '~${__Random(-180,180,)}.0',
  randomIP: '${__Random(1,255,)}.${__Random(0,255,)}.${__Random(0,255,)}.${__Random(0,255,)}',
};
/** What a variable of the platform may be called here: nothing that ends a reference, an argument or a piece of an address. */
const PLAIN_NAME = /^(?!__)[\p{L}\p{N}_.\- ]{1,100}$/u;
const REFERENCE = /\{\{([^{}]*)\}\}/g;
const NESTED = /(\{\{[^{}]*)\{\{([^{}]*)\}\}/;
const NESTED_MAX = 10;
/** Longest text that values may make of their references, in characters: a host or a value is never longer. */
const LONGEST = 100_000;

/** Turns `{{name}}` into `${name}` and knows what the collection itself says about the values of names. */
export class VariableNames {
  private readonly known = new Map<string, string>();
  private readonly names = new Map<string, string>();
  private readonly taken = new Set<string>();
  private readonly referenced = new Set<string>();

  constructor(private readonly notes: NoteBook) {}

  /** Says what a Postman name is worth in every run: a collection variable, or what a script always sets. */
  define(name: string, value: string): void {
    this.known.set(name, value);
  }

  has(name: string): boolean {
    return this.known.has(name);
  }

  /** Postman names used somewhere that the collection says nothing about, by their name here. */
  unknown(): string[] {
    return [...this.referenced].filter((name) => !this.known.has(name)).map((name) => this.nameOf(name));
  }

  /** Name of the variable here; names that no reference can carry are rewritten, and each stays its own. */
  nameOf(name: string): string {
    const found = this.names.get(name);
    if (found !== undefined) return found;
    const safe = PLAIN_NAME.test(name) ? name.trim() : name.replace(/[^\p{L}\p{N}_.-]+/gu, '_').replace(/^_{2,}/, '').slice(0, 100);
    const base = /[\p{L}\p{N}]/u.test(safe) ? safe : 'variable';
    let made = base;
    for (let next = 2; this.taken.has(made); next += 1) made = `${base}_${next}`;
    this.taken.add(made);
    this.names.set(name, made);
    if (made !== name) this.notes.add({ level: 'changed', type: 'Variable', name: made, place: 'variables', reason: `the Postman variable {{${name}}} is called ${made} here: its name has characters that a reference cannot carry` });
    return made;
  }

  /** A text of the collection with its references in the platform's form. */
  convert(text: string): string {
    if (text.includes('${')) this.notes.add({ level: 'changed', type: 'Text', name: '${', place: 'the whole file', reason: 'a text holds "${" literally: here that begins a reference to a variable or function' });
    if (!text.includes('{{')) return text;
    return this.flattened(text).replace(REFERENCE, (_whole, name: string) => this.reference(name));
  }

  /** The text with every reference whose value is known replaced by it; others stay `{{name}}`. */
  resolve(text: string): string {
    let resolved = text;
    for (let round = 0; round < NESTED_MAX && resolved.includes('{{'); round += 1) {
      // A value may be long and named a thousand times: what would outgrow the bound stays a reference.
      let room = LONGEST - resolved.length;
      const next = resolved.replace(REFERENCE, (whole, name: string) => {
        const value = this.known.get(name);
        if (value === undefined || value.length > room) return whole;
        room -= value.length;
        return value;
      });
      if (next === resolved) break;
      resolved = next;
    }
    return resolved;
  }

  /** `{{host.{{one}}}}` with the inner name replaced by its value: a reference here cannot hold another. */
  private flattened(text: string): string {
    let flat = text;
    for (let round = 0; round < NESTED_MAX; round += 1) {
      const inner = NESTED.exec(flat)?.[2];
      if (inner === undefined) break;
      const value = this.known.get(inner);
      if (value === undefined || flat.length + value.length > LONGEST) {
        this.notes.add({ level: 'changed', type: 'Variable', name: inner, place: 'variables', reason: `a reference holds another one, {{${inner}}}, whose value the collection does not say: the outer one is not resolved` });
        break;
      }
      flat = flat.replace(NESTED, (_whole, before: string) => before + value);
    }
    return flat;
  }

  private reference(name: string): string {
    if (name.startsWith('$')) return this.dynamic(name.slice(1));
    if (name === '') return '{{}}';
    this.referenced.add(name);
    return `\${${this.nameOf(name)}}`;
  }

  private dynamic(name: string): string {
    const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (call?.startsWith('~') === false) return call;
    if (call !== undefined) {
      this.notes.add({ level: 'changed', type: 'Variable', name: `$${name}`, place: 'variables', reason: `{{$${name}}} has no equal function: ${call.slice(1)} makes a similar value` });
      return call.slice(1);
    }
    this.notes.add({ level: 'changed', type: 'Variable', name: `$${name}`, place: 'variables', reason: `{{$${name}}} has no function here: create a variable ${this.nameOf(name)}, for instance of a CSV file with such values` });
    return `\${${this.nameOf(name)}}`;
  }
}
