import { importLoadRunner, type LoadRunnerImport } from '../../../../src/local/importers/migrations/loadrunner/import-loadrunner.js';
import { countingIds } from '../design-tree.js';
import { zipOfTexts } from './zip-builder.js';

/** A script folder around the C text of its action; more files by their names. */
export const scriptFiles = (action: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  's/s.usr': '[General]\nActiveTypes=QTWeb\n[Actions]\nvuser_init=vuser_init.c\nAction=Action.c\nvuser_end=vuser_end.c\n',
  's/Action.c': `Action()\n{\n${action}\nreturn 0;\n}\n`,
  ...Object.fromEntries(Object.entries(more).map(([name, text]) => [`s/${name}`, text])),
});

/** Imports the script; its action is the first Virtual User. */
export const imported = (action: string, more: Readonly<Record<string, string>> = {}): Promise<LoadRunnerImport> => importLoadRunner(zipOfTexts(scriptFiles(action, more)), countingIds());

/** A parameter file with parameters that hold what they were recorded with. */
export const custom = (values: Readonly<Record<string, string>>): string => Object.entries(values).map(([name, value]) => `[parameter:${name}]\nParamName="${name}"\nType="Custom"\nOriginalValue="${value}"\n`).join('');
