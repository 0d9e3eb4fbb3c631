import type { PresignedUrl } from '../../contract/presigned.js';

/**
 * How to send a HAR to its link: part names and content types (har-recording skill, documented), a line to run, what comes back,
 * and the way out for a client that cannot POST (behaviour.md §5.8).
 */
export function harUploadInstructions({ url, method, expiresAt }: PresignedUrl, projectUrl: string): string {
  return [
    `Send one multipart/form-data ${method} to url before ${expiresAt}; the link works once and needs no Authorization header.`,
    'Parts: file = the HAR as plain JSON, not zipped (application/json); optional containerTimeline = JSON text {"entries":[{"type":"ENABLED","name":"01 Home","startTimestamp":1767225600000}]} that names the containers (epoch ms on the clock of the HAR; the first entry not later than the first request).',
    `Run: curl -sS -X ${method} -F 'file=@recording.har;type=application/json' '${shellSafe(url)}'`,
    'The answer is the Virtual User as JSON: take its id, then call describe_virtual_user for the link and sanity_check_virtual_user.',
    'If the upload is refused or the link has expired, call import_har_virtual_user again for a fresh link.',
    `If you cannot POST files from where you run, ask the user to import the HAR on ${projectUrl}, then find it with list_virtual_users.`,
  ].join('\n');
}

/** A URL that can stand between single quotes of a shell. */
const shellSafe = (url: string): string => url.replaceAll("'", '%27');
