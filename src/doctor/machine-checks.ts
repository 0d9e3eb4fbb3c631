import { constants } from 'node:fs';
import { access, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { totalmem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import type { Check } from './examination.js';
import { fail, ok, warn } from './finding.js';
import type { Patient } from './patient.js';

const MIB = 1_048_576;
/** What the bridge takes beside its heap, and what it wants at least (measured: 140 MB idle, 400 MB at its peak under load). */
const ASIDE_MB = 100;
const WANTED_MB = 512;
const [OLDEST_MAJOR, OLDEST_MINOR] = [20, 19];
/** Rough, and the same for all models: four characters to a token. */
const CHARACTERS_PER_TOKEN = 4;
/** Above it the list alone fills a good part of what smaller models remember. */
const MANY_TOKENS = 40_000;

const program: Check<Patient> = {
  id: 'program', title: 'Program', needs: [],
  look: () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major < OLDEST_MAJOR || (major === OLDEST_MAJOR && minor < OLDEST_MINOR)) return fail(`Node ${process.versions.node}.`, `Use Node ${OLDEST_MAJOR}.${OLDEST_MINOR} or newer.`);
    return ok(`Node ${process.versions.node} on ${process.platform} ${process.arch}.`);
  },
};

const memory: Check<Patient> = {
  id: 'memory', title: 'Memory', needs: [],
  look: () => {
    const allowed = process.constrainedMemory();
    const limit = allowed > 0 && allowed < totalmem() ? allowed : totalmem();
    const [limitMb, heapMb] = [Math.floor(limit / MIB), Math.floor(getHeapStatistics().heap_size_limit / MIB)];
    const seen = `${limitMb} MB for this process${limit === allowed ? ' (limit of the container)' : ''}; its heap may grow to ${heapMb} MB.`;
    if (limitMb < WANTED_MB) return warn(seen, `Give it ${WANTED_MB} MB: large answers of the REST API are read whole.`);
    if (heapMb + ASIDE_MB > limitMb) return warn(`${seen} It would be killed before it cleans up.`, `Start it with NODE_OPTIONS=--max-old-space-size=${Math.floor((limitMb - ASIDE_MB) * 0.9)}.`);
    return ok(seen);
  },
};

const files: Check<Patient> = {
  id: 'files', title: 'Files', needs: [],
  look: async ({ config }) => {
    const folder = tmpdir();
    const refusal = await access(folder, constants.W_OK).then(() => tryToWrite(folder)).then(() => undefined, (error: unknown) => (error instanceof Error ? error.message : String(error)));
    if (refusal !== undefined) return warn(`Nothing can be written to ${folder}: ${refusal}.`, 'Give the process a writable folder for temporary files (TMPDIR; in a container with a read-only root: a tmpfs at /tmp).');
    const { bavail, bsize } = await statfs(folder);
    return ok(`${folder} can be written (${Math.floor((bavail * bsize) / MIB)} MB free). Imports take up to ${Math.floor(config.mcp.fileSourceMaxBytes / MIB)} MB (mcp.file-source-max-bytes).`);
  },
};

async function tryToWrite(parent: string): Promise<void> {
  const folder = await mkdtemp(join(parent, 'octoperf-doctor-'));
  await writeFile(join(folder, 'probe'), 'probe').finally(() => rm(folder, { recursive: true, force: true }));
}

const surface: Check<Patient> = {
  id: 'tools', title: 'Tools', needs: [],
  look: async ({ surface }) => {
    const { tools, characters } = await surface();
    const tokens = Math.round(characters / CHARACTERS_PER_TOKEN);
    const seen = `${tools.length} tools; their list costs every conversation about ${tokens} tokens (${characters} characters).`;
    return tokens > MANY_TOKENS ? warn(seen, 'Serve only the areas that are used (mcp.areas): docs/tools.md lists the tools of each.') : ok(seen);
  },
};

/** Of the machine and of what is served: true before anything is reached. */
export const MACHINE_CHECKS: readonly Check<Patient>[] = [program, memory, files];
export const SURFACE_CHECKS: readonly Check<Patient>[] = [surface];
