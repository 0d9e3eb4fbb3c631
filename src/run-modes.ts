import type { RunMode } from './config/application-config.js';
import { ConfigurationError } from './config/configuration-error.js';

const MODES: readonly RunMode[] = ['bridge', 'local', 'backend'];

/** The way to run that an argument names; the bridge where it names none. Throws ConfigurationError. */
export function modeOf(word: string | undefined): RunMode {
  const mode = MODES.find((candidate) => candidate === (word ?? 'bridge'));
  if (mode === undefined) throw new ConfigurationError([`"${word ?? ''}" is not a way to run: say ${MODES.join(', ')}`]);
  return mode;
}
