import type { Endpoint } from '../../contract/endpoints.js';

export type Json = Readonly<Record<string, unknown>>;

/** What an operation does to the world, as far as its verb and its words tell: one of the words of tools. */
export const OPERATION_EFFECTS = ['read', 'create', 'overwrite', 'remove', 'spend'] as const;
export type OperationEffect = (typeof OPERATION_EFFECTS)[number];

/** A value of the path or of the query. */
export interface OperationParameter { readonly name: string; readonly in: 'path' | 'query'; readonly required: boolean; readonly description: string; readonly schema: Json }

/** One operation of an OpenAPI document, as far as it can be called. Texts are those of the document: short, but not to be trusted. */
export interface Operation {
  /** Names it among all: letters, digits, `_`, `.` and `-`. */
  readonly id: string;
  readonly method: Endpoint['method'];
  readonly path: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly OperationParameter[];
  /** The JSON body it takes; undefined where it takes none. References stand by themselves in it. */
  readonly body: { readonly required: boolean; readonly schema: Json } | undefined;
  readonly effect: OperationEffect;
}

export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const textOf = (value: unknown, most: number): string => (typeof value === 'string' ? value.slice(0, most).replace(/\s+/g, ' ').trim() : '');
