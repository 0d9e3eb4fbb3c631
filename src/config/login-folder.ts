import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;
const NAME = 'octoperf-mcp';

/** Where programs of this person keep what is theirs, by the custom of the operating system. */
export function loginFolder(environment: Environment = process.env, platform: NodeJS.Platform = process.platform, home = homedir()): string {
  if (platform === 'win32') return win32.join(environment['APPDATA'] ?? win32.join(home, 'AppData', 'Roaming'), NAME);
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', NAME);
  const { XDG_CONFIG_HOME: own = '' } = environment;
  // A relative one is to be ignored (XDG Base Directory Specification).
  return posix.join(own.startsWith('/') ? own : posix.join(home, '.config'), NAME);
}
