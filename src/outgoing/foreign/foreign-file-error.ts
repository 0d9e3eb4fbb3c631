/** Why a file that a caller named by its URL was not fetched, or not to its end. */
export type ForeignTrouble =
  | 'off' | 'address' | 'account' | 'not-listed' | 'inside' | 'no-name' | 'certificate' | 'unreachable' | 'slow' | 'redirects'
  | 'refused' | 'failing' | 'no-file' | 'too-large' | 'encoding' | 'broke-off' | 'busy';

/** The file of a URL cannot be had. Knows the host at most: a path or query may hold a secret, and a body is another's. */
export class ForeignFileError extends Error {
  override readonly name = 'ForeignFileError';

  /** @param host where it went wrong, as a URL writes it @param detail a number or a word: the status, the limit in bytes, the seconds */
  constructor(readonly trouble: ForeignTrouble, readonly host: string, readonly detail: string | number = '', options?: ErrorOptions) {
    super(`${host}: ${trouble}${detail === '' ? '' : ` (${detail})`}`, options);
  }
}
