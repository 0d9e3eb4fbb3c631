import { Readable } from 'node:stream';
import { frameOf } from './multipart-frame.js';

/** A file that is sent on while it still arrives. */
export interface ArrivingFile { readonly part: string; readonly filename: string; readonly type: string; readonly bytes: AsyncIterable<Buffer>; readonly length: number | undefined }

/** A multipart form around one file that is sent while it is read, and kept nowhere. */
export class StreamedForm {
  readonly stream: Readable;
  readonly headers: Readonly<Record<string, string>>;
  private failure: unknown;

  /** @param withinMs longest time for the whole exchange, in milliseconds: the file may arrive slowly */
  constructor({ part, filename, type, bytes, length }: ArrivingFile, readonly withinMs: number) {
    const { boundary, head, tail } = frameOf(part, filename, type);
    this.stream = Readable.from(this.framed(head, bytes, tail), { objectMode: false });
    // Whoever sends it listens; where nobody did yet, its failure is asked for below.
    this.stream.on('error', () => undefined);
    this.headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}`, ...(length === undefined ? {} : { 'Content-Length': String(head.length + length + tail.length) }) };
  }

  /** Why the file did not arrive whole; undefined where that is not what went wrong. The receiver then got no whole form. */
  get brokenBy(): unknown { return this.failure; }

  private async *framed(head: Buffer, bytes: AsyncIterable<Buffer>, tail: Buffer): AsyncIterable<Buffer> {
    yield head;
    try {
      yield* bytes;
    } catch (error) {
      this.failure = error;
      throw error;
    }
    yield tail;
  }
}
