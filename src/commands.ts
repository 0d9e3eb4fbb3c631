/** What the program can do besides serving. @param args what follows the command's name. */
export type Command = (args: readonly string[]) => Promise<void>;

const stdio: Command = async () => (await import('./start-stdio.js')).startStdio();

/** Every command by its name; each is loaded only when it is called. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  stdio,
  '--stdio': stdio,
  audit: async (args) => (await import('./audit-command.js')).auditCommand(args),
  doctor: async (args) => (await import('./start-doctor.js')).startDoctor(args),
  login: async (args) => (await import('./account-commands.js')).login(args),
  logout: async (args) => (await import('./account-commands.js')).logout(args),
  whoami: async (args) => (await import('./account-commands.js')).whoami(args),
  config: async (args) => (await import('./show-config.js')).showConfig(args),
  agent: async () => (await import('./start-agent.js')).startAgent(),
};
