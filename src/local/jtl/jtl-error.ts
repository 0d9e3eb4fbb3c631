/** What keeps a file from being imported, as a sentence for whoever sent it. */
export class JtlError extends Error {}
