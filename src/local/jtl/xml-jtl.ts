import { counted, figure } from './csv-jtl.js';
import { JtlError } from './jtl-error.js';
import { isTransaction, type AssertionCounts, type JtlSample, type JtlSink, type JtlTextReader } from './jtl-sample.js';
import { jtlTime } from './jtl-time.js';
import { attributesOf, XmlTokens } from './xml-tokens.js';

/** Elements of JMeter that are samples: of XML 1.2 and 1.1, and of 1.0 (saveservice.properties, source). */
const SAMPLE = /[sS]ample(?:Result)?$/;
const ROOT = 'testResults';
const DEPTH_MAX = 1_000;
const LISTENED: ReadonlySet<string> = new Set(['java.net.URL', 'method', 'name', 'failure', 'error', 'failureMessage']);
/** Listened to in failed samples only. */
const EXCHANGE = { requestHeader: 'requestHeaders', responseHeader: 'responseHeaders', responseData: 'body', queryString: 'query' } as const;
type ExchangeTag = keyof typeof EXCHANGE;

/** A sample whose end is still to come. */
interface OpenSample {
  readonly attributes: Map<string, string>;
  readonly isTransaction: boolean;
  readonly assertions: AssertionCounts;
  readonly failedAssertions: { name: string; message: string }[];
  readonly texts: { requestHeaders: string; responseHeaders: string; body: string; query: string };
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
    const { attributes } = this.open.at(-1) ?? {};
    return (attributes?.get('s') ?? attributes?.get('success')) === 'false';
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
    else if (name in EXCHANGE) sample.texts[EXCHANGE[name as ExchangeTag]] = text;
  }

  private emit(open: OpenSample): void {
    this.read += 1;
    const { attributes, url } = open;
    const startText = attributes.get('ts') ?? attributes.get('timeStamp');
    const start = startText === undefined ? undefined : jtlTime(startText);
    const elapsedText = attributes.get('t') ?? attributes.get('time');
    const elapsedMs = figure(elapsedText);
    if (startText !== undefined && start === undefined) { this.sink.skipped(`sample ${this.read}`, `has the time ${JSON.stringify(startText.slice(0, 40))}`); return; }
    if (elapsedText !== undefined && elapsedMs === undefined) { this.sink.skipped(`sample ${this.read}`, `has the elapsed time ${JSON.stringify(elapsedText.slice(0, 40))}`); return; }
    if (start?.zoneless === true) this.zoneless = true;
    const around = this.open.find((sample) => !sample.isTransaction) ?? this.open.at(-1);
    const role = around !== undefined && !around.isTransaction ? 'resource' : open.isTransaction ? 'transaction' : 'request';
    this.sink.sample({ ...this.figures(open), role, owner: around && labelOf(around.attributes), startMs: start === undefined || start.ms === 0 ? undefined : start.ms, elapsedMs, url: url === '' ? undefined : url });
  }

  private figures({ attributes, assertions, failedAssertions, texts, method }: OpenSample): Omit<JtlSample, 'role' | 'owner' | 'startMs' | 'elapsedMs' | 'url'> {
    const success = attributes.get('s') ?? attributes.get('success');
    return {
      label: labelOf(attributes), latencyMs: figure(attributes.get('lt')), connectMs: figure(attributes.get('ct')), receivedBytes: figure(attributes.get('by')), sentBytes: figure(attributes.get('sby')),
      code: attributes.get('rc') ?? attributes.get('responseCode'), message: attributes.get('rm') ?? attributes.get('responseMessage') ?? '', failureMessage: failedAssertions.map(({ message }) => message).join(' '),
      success: success === undefined ? undefined : success === 'true', groupThreads: figure(attributes.get('ng')), allThreads: figure(attributes.get('na')), host: attributes.get('hn'), method,
      sampleCount: counted(figure(attributes.get('sc'))), errorCount: figure(attributes.get('ec')), assertions, failedAssertions, exchange: texts,
    };
  }
}

const labelOf = (attributes: Map<string, string>): string => attributes.get('lb') ?? attributes.get('label') ?? '';

function openSample(text: string): OpenSample {
  const attributes = attributesOf(text);
  return {
    attributes, isTransaction: isTransaction(attributes.get('rm') ?? attributes.get('responseMessage') ?? '', undefined, undefined), assertions: { success: 0, failure: 0, error: 0 }, failedAssertions: [],
    texts: { requestHeaders: '', responseHeaders: '', body: '', query: '' }, url: undefined, method: undefined,
  };
}

/** XML 1.0 says in attributes what later versions say in elements. */
function oldAssertion(text: string): OpenAssertion {
  const attributes = attributesOf(text);
  return { name: attributes.get('name') ?? '', message: attributes.get('failureMessage') ?? '', failure: attributes.get('failure') === 'true', error: attributes.get('error') === 'true' };
}

function countAssertion({ assertions, failedAssertions }: OpenSample, { name, message, failure, error }: OpenAssertion): void {
  if (error) assertions.error += 1;
  else if (failure) assertions.failure += 1;
  else assertions.success += 1;
  if (error || failure) failedAssertions.push({ name, message: message === '' ? 'The assertion failed.' : message });
}
