import { Injectable } from '@nestjs/common';
import { untrusted, UNTRUSTED_NOTE } from '../../mcp/index.js';
import { OperationCalls } from '../../octoperf/operations/operation-calls.js';
import type { OperationArguments } from '../../octoperf/operations/operation-check.js';
import type { OperationEffect } from '../../octoperf/operations/operation.js';
import { ResultLimit } from '../../octoperf/operations/result-limit.js';
import { cutText } from '../vocabulary/cut-text.js';

/** Bytes that are no text are shown as nothing rather than as noise. */
const isBinary = (text: string): boolean => text.includes('\u0000') || text.includes('\ufffd\ufffd');

/** What operations answer, as it may be shown: data of somebody else, and no more of it than fits. */
@Injectable()
export class OperationAnswers {
  constructor(private readonly operations: OperationCalls, private readonly limit: ResultLimit) {}

  async of(effect: OperationEffect, { operationId, ...args }: OperationArguments & { readonly operationId: string }): Promise<{ operationId: string; request: string; status: number; answer: string; omitted?: string; note: string }> {
    const { operation, status, text } = await this.operations.call(operationId, effect, args);
    const shown = isBinary(text) ? { text: '', left: text.length } : cutText(text, this.limit.characters);
    const omitted = shown.left === 0 ? undefined : shown.text === '' ? `${shown.left} characters that are no text` : `${shown.left} more characters: ask for less, where the operation can be narrowed`;
    return { operationId, request: `${operation.method} ${operation.path}`, status, answer: untrusted(shown.text), ...(omitted === undefined ? {} : { omitted }), note: UNTRUSTED_NOTE };
  }
}
