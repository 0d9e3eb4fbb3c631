import { fileURLToPath } from 'node:url';

/** Folder where Artillery's core is to look for `artillery-engine-octoperf`: the value of NODE_PATH of the load generator. */
export const ENGINE_FOLDER = fileURLToPath(new URL('.', import.meta.url));
