import type { ActionNode } from '../../contract/actions.js';
import type { InjectionRule } from '../../contract/correlation-rule.js';
import { FormPostData, Header, MultipartPostData, Parameter, RawPostData } from '../../contract/post-data.js';

/** A text of a request that an injection rule may rewrite. */
export interface InjectionPlace {
  readonly kind: InjectionRule['@type'];
  /** What the rule's `regexp` is matched against: the header or parameter name, the path, the body (entities.md §8). */
  readonly subject: string;
  readonly text: string;
  write(text: string): void;
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
const VARIABLE_ONLY = /^\$\{(?:__urlencode\((\$\{[^{}()]+\})\)|[^{}()]+)\}$/;
const NEEDS_NO_ENCODING = /^[A-Za-z0-9_.*-]*$/;

function headerPlaces(headers: Fields[]): InjectionPlace[] {
  return headers.filter((header) => Header.safeParse(header).success).flatMap((header) => {
    const { name, value } = Header.parse(header);
    return [
      { kind: 'HeaderNameInjectionRule', subject: name, text: name, write: (text) => { header['name'] = text; } },
      { kind: 'HeaderValueInjectionRule', subject: name, text: value, write: (text) => { header['value'] = text; } },
    ] satisfies InjectionPlace[];
  });
}

/**
 * Writes into a parameter kept as recorded (`encoded: false`). A value that became nothing but a variable is marked to be
 * encoded: the next token may hold characters that this one did not.
 */
function writeRawValue(parameter: Fields, name: string, text: string): void {
  const only = NEEDS_NO_ENCODING.test(name) ? VARIABLE_ONLY.exec(text) : null;
  parameter['value'] = only?.[1] ?? text;
  if (only !== null) parameter['encoded'] = true;
}

function parameterPlaces(parameters: Fields[], nameKind: InjectionRule['@type'], valueKind: InjectionRule['@type']): InjectionPlace[] {
  return parameters.filter((parameter) => Parameter.safeParse(parameter).success).flatMap((parameter) => {
    const { name, value, encoded } = Parameter.parse(parameter);
    return [
      { kind: nameKind, subject: name, text: name, write: (text) => { parameter['name'] = text; } },
      {
        kind: valueKind, subject: name, text: value,
        write: (text) => {
          if (encoded) parameter['value'] = text;
          else writeRawValue(parameter, name, text);
        },
      },
    ] satisfies InjectionPlace[];
  });
}

function partPlaces(parts: Fields[]): InjectionPlace[] {
  return parts.filter((part) => part['@type'] === 'MultipartTextPart').flatMap((part) => {
    const [name, value] = [String(part['name']), String(part['value'])];
    return [
      { kind: 'PostParameterNameInjectionRule', subject: name, text: name, write: (text) => { part['name'] = text; } },
      { kind: 'PostParameterValueInjectionRule', subject: name, text: value, write: (text) => { part['value'] = text; } },
    ] satisfies InjectionPlace[];
  });
}

function bodyPlaces(postData: unknown): InjectionPlace[] {
  if (!isFields(postData)) return [];
  if (FormPostData.safeParse(postData).success) return parameterPlaces(listOf(postData['parameters']), 'PostParameterNameInjectionRule', 'PostParameterValueInjectionRule');
  if (MultipartPostData.safeParse(postData).success) return partPlaces(listOf(postData['parts']));
  const raw = RawPostData.safeParse(postData);
  if (!raw.success) return [];
  return [{ kind: 'PostBodyInjectionRule', subject: raw.data.text, text: raw.data.text, write: (text) => { postData['text'] = text; } }];
}

/** Every text of an HTTP request that injection rules can reach (entities.md §8). Writing changes the node given. */
export function injectionPlaces(request: ActionNode): InjectionPlace[] {
  const path = typeof request['path'] === 'string' ? request['path'] : '';
  return [
    { kind: 'RequestPathInjectionRule', subject: path, text: path, write: (text) => { request['path'] = text; } },
    ...parameterPlaces(listOf(request['queryParameters']), 'QueryParameterNameInjectionRule', 'QueryParameterValueInjectionRule'),
    ...headerPlaces(listOf(request['headers'])),
    ...bodyPlaces(request['postData']),
  ];
}
