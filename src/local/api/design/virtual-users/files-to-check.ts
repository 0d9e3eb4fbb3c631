import type { VariableWrapper } from '../../../../contract/variable.js';
import type { ProjectFile } from '../../../design/sanity-check.js';
import type { ProjectFiles } from '../project-files/project-files.js';

/** Largest CSV file whose rows are looked at, and most read for one check, in bytes. Beyond, only presence is checked. */
const SHEET_MAX = 1_048_576;
const SHEETS_MAX = 8 * SHEET_MAX;

/** Imports write the platform's folder before the name; the engine reads both (behaviour.md §13.4). */
const bare = (filename: string): string => filename.replace(/^\/?resources\//, '');

/** The files of a project as the sanity check wants them: every name, and the text of those that CSV variables read. */
export async function filesToCheck(files: ProjectFiles, projectId: string, variables: readonly VariableWrapper[]): Promise<ProjectFile[]> {
  const texts = new Map<string, string>();
  const details = await files.details(projectId);
  let left = SHEETS_MAX;
  for (const { variable } of variables) {
    if (variable['@type'] !== 'CSVVariable') continue;
    const file = details.find(({ filename }) => filename === bare(variable.filename));
    if (file === undefined || texts.has(file.filename) || file.size > Math.min(SHEET_MAX, left)) continue;
    left -= file.size;
    texts.set(file.filename, decoded(await files.bytes(projectId, file.filename), variable.encoding));
  }
  return details.flatMap(({ filename }) => ['', 'resources/', '/resources/'].map((folder) => ({ name: folder + filename, text: texts.get(filename) })));
}

/** In the encoding of the variable; in UTF-8 where that is blank or unknown. */
function decoded(bytes: Buffer, encoding: string): string {
  try {
    return new TextDecoder(encoding.trim() === '' ? 'utf-8' : encoding).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
