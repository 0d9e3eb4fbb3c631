import { parseArgs, type ParseArgsConfig } from 'node:util';
import { ConfigurationError } from './config/configuration-error.js';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The options and other words after a command's name. Throws ConfigurationError with the usage where one is not known. */
export function commandLine<O extends Options>(args: readonly string[], options: O, usage: string) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new ConfigurationError([`${error instanceof Error ? error.message : String(error)} Usage: ${usage}`]);
  }
}
