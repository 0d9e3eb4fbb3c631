import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Built } from './build.js';
import { CAN_BECOME, type Mount, startContained } from './container.js';

const START_MS = 60_000;
const CONFIG = '/home/octoperf/config';

export type Image = Pick<Built, 'root' | 'base' | 'config'>;
export interface RunOptions {
  /** Instead of CMD. */
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** A folder of the outside for everything that a run leaves behind; `config` and `data` in it are mounted. */
  readonly folder: string;
  /** The operator's application.yml, if any. */
  readonly applicationYml?: string;
  /** Instead of ENTRYPOINT. */
  readonly entrypoint?: readonly string[];
}
export interface Running { readonly child: ChildProcess; readonly dataFolder: string; output(): string; stop(): Promise<number | null> }

/** Runs an image as the compose files do: its user, a root that cannot be written to, no capability, /tmp in memory, config mounted read-only. */
export async function runImage({ root, base, config }: Image, { command, environment = {}, folder, applicationYml, entrypoint }: RunOptions): Promise<Running> {
  const [configFolder, dataFolder] = [join(folder, 'config'), join(folder, 'data')];
  for (const path of [configFolder, dataFolder]) await mkdir(path, { recursive: true });
  if (applicationYml !== undefined) await writeFile(join(configFolder, 'application.yml'), applicationYml);
  const [uid, gid] = (config.user ?? '0:0').split(':').map(Number);
  if (CAN_BECOME) await chown(dataFolder, uid ?? 0, gid ?? 0);
  const volumes = config.volumes.map((to): Mount => ({ from: dataFolder, to }));
  const child = startContained({
    root, base, environment: { ...config.environment, ...environment }, workFolder: config.workFolder, ...(config.user === undefined ? {} : { user: config.user }),
    command: [...(entrypoint ?? config.entrypoint), ...(command ?? config.command)], mounts: [{ from: configFolder, to: CONFIG, readOnly: true }, ...volumes], readOnly: true, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => { printed += chunk.toString('utf8'); });
  return {
    child, dataFolder, output: () => printed,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      return child.exitCode;
    },
  };
}

/** Waits until an address answers 200. @throws with what the server printed when it does not */
export async function answering(running: Running, url: string): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end && running.child.exitCode === null; await pause(50)) if (await fetch(url).then((answer) => answer.ok, () => false)) return;
  await running.stop();
  throw new Error(`${url} does not answer:\n${running.output()}`);
}

/** Runs one program in the image to its end. */
export async function runOnce(image: Image, options: RunOptions): Promise<{ code: number | null; output: string }> {
  const running = await runImage(image, options);
  const [code] = (await once(running.child, 'close')) as [number | null];
  return { code, output: running.output() };
}
