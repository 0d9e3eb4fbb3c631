import type { PresignedUrl } from '../../contract/presigned.js';

/** How to send a file to its link: part names (octoperf-rest-api.md §3.5, documented), a line to run, and the way out for a client that cannot POST. */
export function uploadInstructions({ url, method, expiresAt }: PresignedUrl, filename: string, projectUrl: string): string {
  const name = filename.replaceAll("'", "'\\''");
  return [
    `Send one multipart/form-data ${method} to url before ${expiresAt}; the link works once and needs no Authorization header.`,
    `Parts: filename = ${JSON.stringify(filename)} (plain text); file = the bytes.`,
    `Run: curl -fsS -X ${method} -F 'filename=${name}' -F 'file=@${/^[\w.-]+$/.test(filename) ? filename : 'path-of-the-file'}' '${url.replaceAll("'", '%27')}'`,
    'The answer is empty. If it is refused or the link has expired, call upload_project_file again for a fresh link.',
    `If you cannot POST files from where you run, ask the user to add the file on ${projectUrl}, then look with list_project_files.`,
  ].join('\n');
}
