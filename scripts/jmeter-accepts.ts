import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allExports, type Exported } from './jmeter/exports.js';
import { shopRun } from './jmeter/shop-run.js';

/**
 * `npm run jmeter`: opens every export of every fixture with a real JMeter (`JMETER_HOME`, else where Debian puts it), saves it with that, and
 * plays the recorded visit of the demo shop against the shop on loopback. Plans that lead elsewhere are only opened. With `--write` the
 * tables of docs/jmx-export.md are written. Installs nothing. Ends with 1 where JMeter refuses an export whose original it takes, or counts differ.
 */
const home = process.env['JMETER_HOME'] ?? '/usr/share/jmeter';
const root = fileURLToPath(new URL('..', import.meta.url));
/** Users and visits of each: the recorded pauses are kept, so a visit takes some seconds. */
const LOAD = { threads: 5, loops: 4 } as const;

const missing = [
  ...(spawnSync('java', ['-version']).status === 0 ? [] : ['java: install a JDK 11 or newer (Debian: apt-get install default-jdk-headless)']),
  ...(spawnSync('javac', ['-version']).status === 0 ? [] : ['javac: install a JDK, not only a JRE (Debian: apt-get install default-jdk-headless)']),
  ...(existsSync(join(home, 'bin/ApacheJMeter.jar')) ? [] : [`JMeter in ${home}: set JMETER_HOME, or on Debian apt-get install jmeter jmeter-http jmeter-java jmeter-tcp jmeter-junit jmeter-ftp jmeter-jms jmeter-ldap jmeter-mail`]),
];
if (missing.length > 0) {
  console.error(`Missing, so nothing was tried:\n${missing.map((one) => `- ${one}`).join('\n')}`);
  process.exit(2);
}

const jars = ['lib', 'lib/ext'].flatMap((folder) => readdirSync(join(home, folder)).filter((name) => name.endsWith('.jar')).map((name) => join(home, folder, name)));
const classPath = [join(home, 'bin/ApacheJMeter.jar'), ...jars].join(':');
const JAVA = ['-Djava.awt.headless=true', '-Duser.language=en'];

/** What became of a plan in JMeter. */
interface Opened { readonly ok: boolean; readonly why: string; readonly saved: string }

/** The command that starts what stands in Accepts.java. */
function compiled(folder: string): string[] {
  const classes = join(folder, 'classes');
  mkdirSync(classes);
  execFileSync('javac', ['-nowarn', '-cp', classPath, '-d', classes, join(root, 'scripts/jmeter/Accepts.java')], { stdio: ['ignore', 'inherit', 'ignore'] });
  return ['java', ...JAVA, `-Djmeter.home=${home}`, '-cp', `${classPath}:${classes}`, 'Accepts', home];
}

function opened([java = 'java', ...given]: readonly string[], files: readonly string[]): Map<string, Opened> {
  const output = execFileSync(java, [...given, 'open'], { input: `${files.join('\n')}\n`, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 64 * 1024 * 1024 });
  return new Map(output.split('\n').filter((line) => line.includes('\t')).map((line) => {
    const [file = '', why = ''] = line.split('\t');
    return [file, { ok: why === 'OK', why, saved: why === 'OK' ? readFileSync(`${file}.saved`, 'utf8') : '' }];
  }));
}

interface Verdict {
  readonly plan: Exported;
  readonly export: Opened;
  readonly original: Opened | undefined;
  /** What this JMeter does not know and was replaced before it opened the plan. */
  readonly unknown: readonly string[];
}
const NONE: Opened = { ok: false, why: 'JMeter said nothing about it', saved: '' };
const ROUNDS = 30;

/** What a JMeter of this age cannot know: a class, or the settings of listeners with fields of later versions. */
const unknownIn = (why: string): string | undefined => /^CannotResolveClassException: (\S+)/.exec(why)?.[1] ?? (/^MissingFieldException: .*SampleSa/.test(why) ? 'SampleSaveConfiguration' : undefined);

/** The plan with a plain controller in the place of elements of a class, so that everything else in it can be tried; without the settings of listeners. */
function without(text: string, unknown: string): string {
  if (unknown === 'SampleSaveConfiguration') return text.replace(/<objProp>\s*<name>saveConfig<\/name>[\s\S]*?<\/objProp>/g, '');
  return text.replace(new RegExp(`<(/?)${unknown.replaceAll('.', '\\.')}(?=[\\s/>])`, 'g'), '<$1GenericController').replaceAll(new RegExp(`(testclass|elementType)="${unknown.replaceAll('.', '\\.')}"`, 'g'), '$1="GenericController"');
}

/** Opens export and original, again and again until nothing unknown is left in either. */
function verdicts(java: readonly string[], folder: string, plans: readonly Exported[]): Verdict[] {
  const found = new Map<Exported, Verdict>();
  let open = plans.map((plan) => ({ plan, text: plan.text, original: plan.original?.toString('utf8'), unknown: [] as string[] }));
  for (let round = 0; round < ROUNDS && open.length > 0; round += 1) {
    const places = open.map(({ plan, text, original }, at) => {
      const [exported, own] = [join(folder, `${round}-${at}.export.jmx`), join(folder, `${round}-${at}.original.jmx`)];
      writeFileSync(exported, text);
      if (original !== undefined) writeFileSync(own, round === 0 ? (plan.original ?? '') : original);
      return { exported, own };
    });
    const seen = opened(java, places.flatMap(({ exported, own }, at) => [exported, ...(open[at]?.original === undefined ? [] : [own])]));
    open = open.flatMap((one, at) => {
      const [own, original] = [seen.get(places[at]?.exported ?? '') ?? NONE, one.original === undefined ? undefined : (seen.get(places[at]?.own ?? '') ?? NONE)];
      const unknown = unknownIn(own.ok ? '' : own.why);
      if (unknown === undefined || one.unknown.includes(unknown)) { found.set(one.plan, { plan: one.plan, export: own, original, unknown: one.unknown }); return []; }
      return [{ ...one, text: without(one.text, unknown), original: one.original === undefined ? undefined : without(one.original, unknown), unknown: [...one.unknown, unknown] }];
    });
  }
  return plans.map((plan) => found.get(plan) ?? { plan, export: NONE, original: undefined, unknown: [] });
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
const isSame = ({ export: own, original }: Verdict): boolean => own.ok && original?.ok === true && own.saved === original.saved;
/** Refused although its original is not, or read otherwise than its original. */
const isOurs = (verdict: Verdict): boolean => (verdict.original?.ok === true ? !isSame(verdict) : !verdict.export.ok);

function told(verdict: Verdict): string {
  const { export: own, original, unknown } = verdict;
  return [
    ...(unknown.length === 0 ? [] : [`does not know ${unknown.map((name) => `\`${name}\``).join(', ')}; opens the rest`]),
    ...(own.ok ? [] : [`refuses it: ${own.why.slice(0, 160)}`]), ...(original === undefined || original.ok ? [] : [`refuses the original: ${original.why.slice(0, 120)}`]), ...(own.ok && original?.ok === true && !isSame(verdict) ? ['saves it otherwise than the original'] : []),
  ].join('; ');
}

const folder = mkdtempSync(join(tmpdir(), 'octoperf-jmeter-'));
try {
  const version = /Implementation-Version: ([\d.]+?)(?:\.\d{6,})?\s/.exec(execFileSync('unzip', ['-p', join(home, 'bin/ApacheJMeter.jar'), 'META-INF/MANIFEST.MF'], { encoding: 'utf8' }))?.[1] ?? 'unknown';
  const java = compiled(folder);
  const all = verdicts(java, folder, await allExports());
  const kinds = [...new Set(all.map(({ plan }) => plan.kind))];
  const lines = [
    `JMeter ${version}, ${all.length} exports.`, '', '| Imported from | Exports | Opened as they are | Opened without what this JMeter does not know | Saved by JMeter as it saves the original | Refused, or not as the original |', '|---|---|---|---|---|---|',
    ...kinds.map((kind) => {
      const own = all.filter(({ plan }) => plan.kind === kind);
      const compared = own.filter(({ original }) => original?.ok === true);
      return `| ${kind} | ${own.length} | ${own.filter((one) => one.export.ok && one.unknown.length === 0).length} | ${own.filter((one) => one.export.ok && one.unknown.length > 0).length} | ${compared.length === 0 ? '–' : `${compared.filter(isSame).length} of ${compared.length}`} | ${own.filter(isOurs).length} |`;
    }), '',
    '| Plan with something of its own | JMeter |', '|---|---|',
    ...all.filter((one) => told(one) !== '').map((one) => `| ${one.plan.kind}: \`${one.plan.name}\` | ${escaped(told(one))} |`),
  ];
  const run = await shopRun(folder, [...java, 'run'], LOAD);
  const wanted = run.recorded * LOAD.threads * LOAD.loops;
  lines.push('', `The recorded visit of the demo shop (${run.recorded} requests), imported, correlated and exported, played by JMeter ${version} on loopback with ${LOAD.threads} users of ${LOAD.loops} visits: JMeter recorded ${run.samples} requests, the shop counted ${run.counted} requests (${wanted} expected), ${run.failed} of them refused, and ${run.orders} orders.`);
  console.log(lines.join('\n'));
  const failed = all.some(isOurs) || run.counted !== wanted || run.samples !== wanted || run.failed > 0;
  if (process.argv.includes('--write') && !failed) {
    const page = readFileSync(join(root, 'docs/jmx-export.md'), 'utf8');
    const [open, close] = ['<!-- results -->', '<!-- /results -->'];
    writeFileSync(join(root, 'docs/jmx-export.md'), `${page.slice(0, page.indexOf(open) + open.length)}\n${lines.join('\n')}\n${page.slice(page.indexOf(close))}`);
  }
  if (process.argv.includes('--keep')) console.log(folder);
  process.exitCode = failed ? 1 : 0;
} finally {
  if (!process.argv.includes('--keep')) rmSync(folder, { recursive: true, force: true });
}
