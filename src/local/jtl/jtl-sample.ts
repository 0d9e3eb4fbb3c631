/**
 * What a sample counts as. `request`: a sample of a sampler. `transaction`: the sum that a Transaction Controller writes of its
 * samplers. `resource`: a sample inside the sample of a request (an embedded resource, a redirect), whose time the request holds already.
 */
export type SampleRole = 'request' | 'transaction' | 'resource';

/** One sample of a JTL file. What the file does not say is undefined, which is not zero. Times in milliseconds, sizes in bytes. */
export interface JtlSample {
  readonly role: SampleRole;
  readonly label: string;
  /** Label of the request a resource belongs to, or of the transaction around a request. */
  readonly owner: string | undefined;
  /** Epoch ms at which the sample began (JMeter's default, `sampleresult.timestamp.start=true`). */
  readonly startMs: number | undefined;
  readonly elapsedMs: number | undefined;
  readonly latencyMs: number | undefined;
  readonly connectMs: number | undefined;
  readonly receivedBytes: number | undefined;
  readonly sentBytes: number | undefined;
  /** Response code as written; undefined where the file has none. */
  readonly code: string | undefined;
  readonly message: string;
  readonly failureMessage: string;
  /** What JMeter itself says of the sample; undefined where the file does not. */
  readonly success: boolean | undefined;
  readonly groupThreads: number | undefined;
  readonly allThreads: number | undefined;
  readonly url: string | undefined;
  readonly host: string | undefined;
  readonly method?: string | undefined;
  /** How many samples this one stands for (statistical sample sender), and how many of them failed. */
  readonly sampleCount: number;
  readonly errorCount: number | undefined;
  readonly assertions?: AssertionCounts | undefined;
  readonly failedAssertions: readonly { readonly name: string; readonly message: string }[];
  readonly exchange?: SampleTexts | undefined;
}

export interface AssertionCounts { success: number; failure: number; error: number }

/** Texts of the exchange, where an XML file holds them. */
export interface SampleTexts { readonly requestHeaders: string; readonly responseHeaders: string; readonly body: string; readonly query: string }

/** Receives what a file holds, in its order. */
export interface JtlSink {
  sample(sample: JtlSample): void;
  /** A line, or a sample of an XML file, that cannot be read. @param where `line 12` or `sample 3` */
  skipped(where: string, why: string): void;
  /** Something to know about the file, said once. */
  note(text: string): void;
}

/** Takes the text of one file piece by piece. */
export interface JtlTextReader {
  write(text: string): void;
  /** Throws a JtlError where the file turns out to be none. */
  end(): void;
}

/** The message every Transaction Controller writes (JMeter TransactionController, source). */
const TRANSACTION = /^Number of samples in transaction\s*:\s*\d+, number of failing samples\s*:\s*\d+/;

/** Whether a sample is the sum of a Transaction Controller. @param message undefined where the file keeps none: then a sample without URL and data type is one */
export function isTransaction(message: string | undefined, url: string | undefined, dataType: string | undefined): boolean {
  if (message !== undefined) return message.startsWith('Number of samples') && TRANSACTION.test(message);
  return url === 'null' && dataType === '';
}
