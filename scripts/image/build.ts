import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { CAN_BECOME, makeSkeleton, startContained } from './container.js';
import { assignments, execForm, type Instruction, letsIn, parseDockerfile, type Stage } from './dockerfile.js';

/** What Docker keeps beside the files. */
export interface ImageConfig { environment: Record<string, string>; workFolder: string; user?: string; port?: number; volumes: string[]; entrypoint: string[]; command: string[]; health: string[] }
export interface Built { readonly root: string; readonly base: string; readonly config: ImageConfig; readonly seconds: number; readonly bytes: number }
export interface BuildOptions { readonly context: string; readonly dockerfile: string; readonly folder: string; readonly say: (text: string) => void }

const NODE_IMAGE = /^node:(\d+)-slim$/;
/** Settings of npm and of the way to its registry, which Docker would take from its own configuration. */
const PASSED_ON = /^(npm_config_(registry|cafile|proxy|https_proxy)|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$/i;

/** Performs the stages of a Dockerfile in a folder, which it empties first. @throws where an instruction is unknown or fails */
export async function buildImage({ context, dockerfile, folder, say }: BuildOptions): Promise<Built> {
  const began = Date.now();
  const stages = parseDockerfile(await readFile(dockerfile, 'utf8'));
  const ignore = await readFile(`${dockerfile}.dockerignore`, 'utf8');
  await rm(folder, { recursive: true, force: true });
  const base = await baseOf(stages, folder, say);
  const roots = new Map<string, string>();
  let config = emptyConfig();
  for (const [index, stage] of stages.entries()) {
    const name = stage.name === '' ? 'image' : stage.name;
    say(`stage ${index + 1} of ${stages.length}: ${name}`);
    const root = join(folder, name);
    await makeSkeleton(root);
    config = await new StageRun({ context, ignore, root, base, roots, say }).perform(stage);
    roots.set(name, root);
  }
  const root = join(folder, 'image');
  for (const [name, path] of roots) if (name !== 'image') await rm(path, { recursive: true, force: true });
  const bytes = Number(/^\d+/.exec(spawnSync('du', ['-sb', join(root, 'home')], { encoding: 'utf8' }).stdout)?.[0] ?? NaN);
  await writeFile(join(folder, 'image.json'), JSON.stringify(config, null, 2));
  return { root, base, config, bytes, seconds: (Date.now() - began) / 1000 };
}

const emptyConfig = (): ImageConfig => ({ environment: {}, workFolder: '/', volumes: [], entrypoint: [], command: [], health: [] });

/** What an earlier build left in a folder. */
export async function builtImage(folder: string): Promise<Pick<Built, 'root' | 'base' | 'config'>> {
  return { root: join(folder, 'image'), base: join(folder, 'base'), config: JSON.parse(await readFile(join(folder, 'image.json'), 'utf8')) as ImageConfig };
}

/** Node and npm of the version that every stage starts from, out of npm's own packages: that is what node:N-slim adds to Debian. */
async function baseOf(stages: readonly Stage[], folder: string, say: (text: string) => void): Promise<string> {
  const bases = new Set(stages.map(({ base }) => base));
  const version = NODE_IMAGE.exec([...bases].join(' '))?.[1];
  if (version === undefined) throw new Error(`every stage must start from one node:N-slim; found ${[...bases].join(', ')}`);
  const packages = join(folder, 'packages');
  await mkdir(packages, { recursive: true });
  say(`base: Node ${version} and its npm`);
  const installed = spawnSync('npm', ['install', '--prefix', packages, '--no-audit', '--no-fund', '--loglevel=error', `node@${version}`, 'npm@11'], { encoding: 'utf8' });
  if (installed.status !== 0) throw new Error(`Node ${version} cannot be had: ${installed.stderr}`);
  const base = join(folder, 'base');
  await mkdir(join(base, 'bin'), { recursive: true });
  await cp(join(packages, 'node_modules/node/bin/node'), join(base, 'bin/node'), { dereference: true });
  await cp(join(packages, 'node_modules/npm'), join(base, 'lib/node_modules/npm'), { recursive: true, verbatimSymlinks: true });
  for (const name of ['npm', 'npx']) await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, join(base, 'bin', name));
  await rm(packages, { recursive: true, force: true });
  return base;
}

interface StageMeans { readonly context: string; readonly ignore: string; readonly root: string; readonly base: string; readonly roots: ReadonlyMap<string, string>; readonly say: (text: string) => void }

/** One stage, instruction by instruction. */
class StageRun {
  private readonly config = emptyConfig();

  constructor(private readonly means: StageMeans) {}

  async perform({ instructions }: Stage): Promise<ImageConfig> {
    for (const instruction of instructions) await this.do(instruction);
    return this.config;
  }

  private async do(instruction: Instruction): Promise<void> {
    const { word, rest } = instruction;
    if (word === 'RUN') return this.run(instruction);
    if (word === 'COPY') return this.copy(instruction);
    if (word === 'WORKDIR') return this.enter(rest);
    if (word === 'ENV') Object.assign(this.config.environment, assignments(instruction));
    if (word === 'LABEL') assignments(instruction);
    if (word === 'USER') this.config.user = rest;
    if (word === 'EXPOSE') this.config.port = Number(rest);
    if (word === 'VOLUME') this.config.volumes.push(rest);
    if (word === 'ENTRYPOINT') this.config.entrypoint = execForm(instruction);
    if (word === 'CMD') this.config.command = execForm(instruction);
    if (word === 'HEALTHCHECK') this.config.health = execForm({ ...instruction, rest: rest.replace(/^CMD\s+/, '') });
  }

  private async enter(path: string): Promise<void> {
    this.config.workFolder = posix.resolve(this.config.workFolder, path);
    await mkdir(this.inside(this.config.workFolder), { recursive: true });
  }

  private async run({ rest, line }: Instruction): Promise<void> {
    this.means.say(`RUN ${rest}`);
    const passed = Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED_ON.test(name))) as Record<string, string>;
    const { root, base } = this.means;
    await cp('/etc/resolv.conf', join(root, 'etc/resolv.conf'), { dereference: true });
    const child = startContained({ root, base, command: ['/bin/sh', '-c', rest], environment: { ...passed, ...this.config.environment }, workFolder: this.config.workFolder, ...(this.config.user === undefined ? {} : { user: this.config.user }), stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = (await once(child, 'exit')) as [number | null];
    await writeFile(join(root, 'etc/resolv.conf'), '');
    if (code !== 0) throw new Error(`line ${line}: RUN ended with ${code}`);
  }

  /** As Docker copies: the content of a folder, or a file under its name into a folder that ends with a slash. */
  private async copy({ rest, flags, line }: Instruction): Promise<void> {
    this.means.say(`COPY ${rest}`);
    const paths = rest.split(/\s+/);
    const target = paths.pop() ?? '';
    const from = flags['from'] === undefined ? undefined : this.means.roots.get(flags['from']);
    if (flags['from'] !== undefined && from === undefined) throw new Error(`line ${line}: there is no earlier stage ${flags['from']}`);
    for (const path of paths) {
      if (/[*?[]/.test(path)) throw new Error(`line ${line}: COPY is understood without wildcards`);
      if (from === undefined && !letsIn(this.means.ignore, path)) throw new Error(`line ${line}: the ignore file keeps ${path} out of the build`);
      const source = join(from ?? this.means.context, path);
      const place = this.inside(posix.resolve(this.config.workFolder, target));
      const goal = target.endsWith('/') && !(await stat(source)).isDirectory() ? join(place, basename(path)) : place;
      await mkdir(dirname(goal), { recursive: true });
      await cp(source, goal, { recursive: true, verbatimSymlinks: true });
      // What comes from the context belongs to root inside, whoever it belongs to here.
      if (CAN_BECOME && from === undefined) await chown(goal, 0, 0);
    }
  }

  private inside(path: string): string { return join(this.means.root, path); }
}
