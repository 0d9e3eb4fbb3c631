import type { Header } from '../../../contract/post-data.js';
import { oneLine } from '../clean-text.js';
import type { Recording } from '../import-result.js';
import { fieldOf, numberOf, objectOf, objectsOf, textOf, type LooseObject } from '../loose-json.js';
import { type ElementNotes, plainText } from './import-context.js';
import { writtenHeaders } from './request-headers.js';
import { piecesOf } from './url-text.js';

/** What was imported of a request, for the request side of its recording. */
export interface SentRequest { readonly actionId: string; readonly method: string; readonly url: string; readonly headers: readonly Header[]; readonly body: string }

const recordedHeaders = (header: unknown): Header[] => writtenHeaders(header).filter(({ name, disabled }) => name !== '' && !disabled).map(({ name, value }) => ({ name: oneLine(name).text, value: oneLine(value).text }));

/** The address an example was saved with, as it was written there. */
function savedUrl(url: unknown): string | undefined {
  const raw = typeof url === 'string' ? url : textOf(objectOf(url), 'raw');
  return raw === undefined || piecesOf(url) === undefined ? undefined : oneLine(raw).text;
}

function recordingOf(example: LooseObject, sent: SentRequest): Recording | undefined {
  const code = numberOf(example, 'code');
  if (code === undefined || code < 100 || code > 599) return undefined;
  const original = objectOf(fieldOf(example, 'originalRequest'));
  const originalBody = textOf(objectOf(fieldOf(original, 'body')), 'raw');
  const requestBody = original === undefined ? sent.body : (originalBody ?? '');
  const body = plainText(fieldOf(example, 'body'));
  return {
    actionId: sent.actionId,
    request: {
      method: oneLine(textOf(original, 'method') ?? sent.method).text,
      url: savedUrl(fieldOf(original, 'url')) ?? sent.url,
      headers: original === undefined ? [...sent.headers] : recordedHeaders(fieldOf(original, 'header')),
      body: requestBody, bodyEncoding: 'text', bodySize: Buffer.byteLength(requestBody),
    },
    response: {
      code: Math.trunc(code),
      message: oneLine(plainText(fieldOf(example, 'status'))).text,
      headers: recordedHeaders(fieldOf(example, 'header')),
      body, bodyEncoding: 'text', bodySize: Buffer.byteLength(body),
    },
  };
}

/** The first saved example with a status becomes what was recorded for the request; the others are noted. */
export function savedExample(item: LooseObject, sent: SentRequest, notes: ElementNotes): Recording | undefined {
  let found: Recording | undefined;
  for (const [at, example] of objectsOf(item, 'response').entries()) {
    const shown = `the saved example ${plainText(fieldOf(example, 'name')) || `#${at + 1}`}`;
    const recording = found === undefined ? recordingOf(example, sent) : undefined;
    if (recording !== undefined) {
      found = recording;
      notes.changed(`${shown} (${recording.response.code}) became the recorded response: validation compares with it`);
    } else {
      notes.dropped(found === undefined ? `${shown} was left out: it has no status` : `${shown} was left out: a request has one recorded response`);
    }
  }
  return found;
}
