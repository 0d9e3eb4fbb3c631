import { counted, figure } from './csv-jtl.js';
import { JtlError } from './jtl-error.js';
import { isTransaction, type AssertionCounts, type JtlSample, type JtlSink, type JtlTextReader } from './jtl-sample.js';
import { jtlTime } from './jtl-time.js';
import { eachAttribute, XmlTokens } from './xml-tokens.js';

/** Elements of JMeter that are samples: of XML 1.2 and 1.1, and of 1.0 (saveservice.properties, source). */
const SAMPLE = /[sS]ample(?:Result)?$/;
const ROOT = 'testResults';
const DEPTH_MAX = 1_000;
const LISTENED: ReadonlySet<string> = new Set(['java.net.URL', 'method', 'name', 'failure', 'error', 'failureMessage']);
/** Listened to in failed samples only. */
const EXCHANGE = { requestHeader: 'requestHeaders', responseHeader: 'responseHeaders', responseData: 'body', queryString: 'query' } as const;
type ExchangeTag = keyof typeof EXCHANGE;

/** Attributes of a sample as they are written, under their names of XML 1.2 (JMeter user manual, listeners). */
class SampleAttributes {
  ts: string | undefined = undefined;
  t: string | undefined = undefined;
  lt: string | undefined = undefined;
  ct: string | undefined = undefined;
  s: string | undefined = undefined;
  lb: string | undefined = undefined;
  rc: string | undefined = undefined;
  rm: string | undefined = undefined;
  by: string | undefined = undefined;
  sby: string | undefined = undefined;
  ng: string | undefined = undefined;
  na: string | undefined = undefined;
  hn: string | undefined = undefined;
  sc: string | undefined = undefined;
  ec: string | undefined = undefined;
}
const ATTRIBUTES: ReadonlyMap<string, keyof SampleAttributes> = new Map([
  ...(Object.keys(new SampleAttributes()) as (keyof SampleAttributes)[]).map((name): [string, keyof SampleAttributes] => [name, name]),
  // As XML 1.0 names them.
  ['timeStamp', 'ts'], ['time', 't'], ['success', 's'], ['label', 'lb'], ['responseCode', 'rc'], ['responseMessage', 'rm'],
]);

/** A sample whose end is still to come. */
interface OpenSample {
  readonly attributes: SampleAttributes;
  readonly isTransaction: boolean;
  readonly assertions: AssertionCounts;
  readonly failedAssertions: { name: string; message: string }[];
  texts: { requestHeaders: string; responseHeaders: string; body: string; query: string } | undefined;
  url: string | undefined;
  method: string | undefined;
}
interface OpenAssertion { name: string; message: string; failure: boolean; error: boolean }

/** Reads an XML JTL of any version. A file that breaks off keeps every sample that is whole. */
export class XmlJtl implements JtlTextReader {
  private readonly tokens: XmlTokens;
  private readonly path: string[] = [];
  private readonly open: OpenSample[] = [];
  private assertion: OpenAssertion | undefined;
  private read = 0;
  private isDamaged = false;
  private zoneless = false;

  constructor(private readonly file: string, private readonly sink: JtlSink) {
    this.tokens = new XmlTokens(file, { open: (name, attributes, selfClosed) => this.opened(name, attributes, selfClosed), close: (name, text) => { this.closed(name, text); } });
  }

  write(text: string): void {
    if (!this.isDamaged) this.tokens.write(text);
  }

  end(): void {
    if (this.isDamaged || this.path.length > 0 || this.tokens.isInTag) this.sink.note(`The file was cut or is damaged behind sample ${this.read}; what is whole was taken.`);
    if (this.zoneless) this.sink.note('The times are dates without a time zone: they are taken as UTC.');
  }

  private opened(name: string, attributes: string, selfClosed: boolean): boolean {
    if (this.isDamaged) return false;
    if (this.path.length === 0 && name !== ROOT) throw new JtlError(`${this.file} is no JTL file: its XML begins with <${name.slice(0, 60)}> instead of <${ROOT}>.`);
    if (this.path.length >= DEPTH_MAX) throw new JtlError(`${this.file} is nested more than ${DEPTH_MAX} levels deep: this is no JTL file.`);
    this.path.push(name);
    if (name === 'assertionResult') this.assertion = oldAssertion(attributes);
    else if (SAMPLE.test(name) && this.path.length === this.open.length + 2) this.open.push(openSample(attributes));
    if (selfClosed) this.closed(name, '');
    return !selfClosed && (LISTENED.has(name) || (name in EXCHANGE && this.isOfFailed()));
  }

  private isOfFailed(): boolean {
    return this.open.at(-1)?.attributes.s === 'false';
  }

  private closed(name: string, text: string): void {
    if (this.isDamaged) return;
    if (this.path.at(-1) !== name) { this.isDamaged = true; return; }
    const sample = this.open.at(-1);
    if (sample !== undefined && this.path.length === this.open.length + 1) {
      this.open.pop();
      this.emit(sample);
    } else if (sample !== undefined) this.child(sample, name, text);
    this.path.pop();
  }

  private child(sample: OpenSample, name: string, text: string): void {
    const { assertion } = this;
    if (name === 'assertionResult') {
      if (assertion !== undefined) countAssertion(sample, assertion);
      this.assertion = undefined;
    } else if (assertion !== undefined) {
      if (name === 'name') assertion.name = text;
      else if (name === 'failureMessage') assertion.message = text;
      else if (name === 'failure') assertion.failure = text === 'true';
      else if (name === 'error') assertion.error = text === 'true';
    } else if (name === 'java.net.URL') sample.url = text;
    else if (name === 'method') sample.method = text;
    else if (name in EXCHANGE && text !== '') (sample.texts ??= { requestHeaders: '', responseHeaders: '', body: '', query: '' })[EXCHANGE[name as ExchangeTag]] = text;
  }

  private emit(open: OpenSample): void {
    this.read += 1;
    const { ts, t } = open.attributes;
    const [start, elapsedMs] = [ts === undefined ? undefined : jtlTime(ts), figure(t)];
    if (ts !== undefined && start === undefined) { this.sink.skipped(`sample ${this.read}`, `has the time ${JSON.stringify(ts.slice(0, 40))}`); return; }
    if (t !== undefined && elapsedMs === undefined) { this.sink.skipped(`sample ${this.read}`, `has the elapsed time ${JSON.stringify(t.slice(0, 40))}`); return; }
    if (start?.zoneless === true) this.zoneless = true;
    // A sample that never began has the time 0.
    this.sink.sample(this.sampleOf(open, start === undefined || start.ms === 0 ? undefined : start.ms, elapsedMs));
  }

  private sampleOf(open: OpenSample, startMs: number | undefined, elapsedMs: number | undefined): JtlSample {
    const { assertions, failedAssertions, method, url, attributes: { s, lb = '', lt, ct, by, sby, rc, rm = '', ng, na, hn, sc, ec } } = open;
    const around = this.open.length === 0 ? undefined : (this.open.find((sample) => !sample.isTransaction) ?? this.open.at(-1));
    return {
      role: around !== undefined && !around.isTransaction ? 'resource' : open.isTransaction ? 'transaction' : 'request',
      label: lb, owner: around === undefined ? undefined : (around.attributes.lb ?? ''), startMs, elapsedMs, latencyMs: figure(lt), connectMs: figure(ct), receivedBytes: figure(by), sentBytes: figure(sby),
      code: rc, message: rm, failureMessage: failedAssertions.length === 0 ? '' : failedAssertions.map(({ message }) => message).join(' '), success: s === undefined ? undefined : s === 'true',
      groupThreads: figure(ng), allThreads: figure(na), url: url === '' ? undefined : url, host: hn, method, sampleCount: counted(figure(sc)), errorCount: figure(ec), assertions, failedAssertions, exchange: open.texts,
    };
  }
}

function openSample(text: string): OpenSample {
  const attributes = new SampleAttributes();
  eachAttribute(text, (name, value) => {
    const known = ATTRIBUTES.get(name);
    if (known !== undefined) attributes[known] = value;
  });
  return { attributes, isTransaction: isTransaction(attributes.rm ?? '', undefined, undefined), assertions: { success: 0, failure: 0, error: 0 }, failedAssertions: [], texts: undefined, url: undefined, method: undefined };
}

/** XML 1.0 says in attributes what later versions say in elements. */
function oldAssertion(text: string): OpenAssertion {
  const assertion = { name: '', message: '', failure: false, error: false };
  eachAttribute(text, (name, value) => {
    if (name === 'name') assertion.name = value;
    else if (name === 'failureMessage') assertion.message = value;
    else if (name === 'failure' || name === 'error') assertion[name] = value === 'true';
  });
  return assertion;
}

function countAssertion({ assertions, failedAssertions }: OpenSample, { name, message, failure, error }: OpenAssertion): void {
  if (error) assertions.error += 1;
  else if (failure) assertions.failure += 1;
  else assertions.success += 1;
  if (error || failure) failedAssertions.push({ name, message: message === '' ? 'The assertion failed.' : message });
}
