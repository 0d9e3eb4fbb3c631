import type { PresignedUrl } from '../../contract/presigned.js';

/** What an upload of one kind needs to be told. */
export interface UploadRecipe {
  /** The tool that mints the link, for a fresh one. */
  readonly tool: string;
  /** Part names and content types, as a sentence after "Parts: ". */
  readonly parts: string;
  /** The `-F` argument of curl. */
  readonly sample: string;
  /** What comes back and what to call next. */
  readonly answer: string;
  /** What the user does on the project's page where the client cannot send files. */
  readonly byHand: string;
}

/**
 * How to send a file to its link: part names and content types (behaviour.md §5.6), a line to run, what comes back, and the way out
 * for a client that cannot POST (behaviour.md §5.8).
 */
export function uploadInstructions({ url, method, expiresAt }: PresignedUrl, projectUrl: string, { tool, parts, sample, answer, byHand }: UploadRecipe): string {
  return [
    `Send one multipart/form-data ${method} to url before ${expiresAt}; the link works once and needs no Authorization header.`,
    `Parts: ${parts}`,
    `Run: curl -sS -X ${method} -F '${sample}' '${shellSafe(url)}'`,
    answer,
    `If the upload is refused or the link has expired, call ${tool} again for a fresh link.`,
    `If you cannot POST files from where you run, ask the user to ${byHand} on ${projectUrl}, then find it with list_virtual_users.`,
  ].join('\n');
}

/** A URL that can stand between single quotes of a shell. */
const shellSafe = (url: string): string => url.replaceAll("'", '%27');
