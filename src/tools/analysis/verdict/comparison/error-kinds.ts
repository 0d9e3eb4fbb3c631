import type { BenchError } from '../../../../contract/report-values.js';

/** One kind of error: where, with which code, and what it says, numbers and ids left out. */
export interface ErrorKind { readonly actionId: string; readonly code: string; readonly message: string }

const MESSAGE_MAX = 120;

/** Each kind of error of a run once. Kept samples are capped per action, code and generator, so every kind has at least one. */
export function errorKinds(errors: readonly BenchError[], keyOf: (actionId: string) => string): Map<string, ErrorKind> {
  return new Map(errors.map(({ actionId, responseCode, errorMessage, assertions }) => {
    const message = (assertions[0]?.message || errorMessage).slice(0, MESSAGE_MAX);
    return [JSON.stringify([keyOf(actionId), responseCode, essenceOf(message)]), { actionId, code: responseCode, message }];
  }));
}

/** A message without what differs from sample to sample: ids, hexadecimal words, numbers. */
export const essenceOf = (message: string): string => message.replace(/\b(?=[\da-f-]*\d)[\da-f-]{8,}\b/gi, '#').replace(/\d+/g, '#').replace(/\s+/g, ' ').trim().toLowerCase();
