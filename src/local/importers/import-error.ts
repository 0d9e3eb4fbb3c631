/** A file that cannot be imported. The message says where the fault is and what to do next; it is shown to the caller as it is. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}
