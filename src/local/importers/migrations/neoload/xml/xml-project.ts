import type { XmlElement } from '../../../jmx/xml-element.js';
import { fileOf, folderOf, type ProjectFiles } from '../../project-files.js';
import { readXmlDocument } from '../../xml-document.js';
import type { NeoloadProject } from '../model.js';
import { textOf } from './attributes.js';
import { readPopulations, readScenarios, readSlaProfiles } from './xml-scenarios.js';
import { XmlStepReader } from './xml-steps.js';
import { readServers, readVariables } from './xml-variables.js';

/** XML of a project that is not its configuration: recordings, results, resources of the site under test. */
const ELSEWHERE = /(?:^|\/)(?:results?|recorded-[a-z-]+|custom-resources|lib|%resources%)\//i;
/** Tags by which a document is recognised as part of a NeoLoad configuration. */
const ROOTS = /^(?:repository|scenarios?|virtual-user|http-page|basic-logical-action-container|[a-z]+-action|switch-container|population|http-server|sla-profile|variable-[a-z-]+|settings)$/;
/** Where the scripts of a project stand; those of single actions and variables are named after them. */
const LIBRARIES = /(?:^|\/)(?:scripts|lib\/jslib)\/(?!js(?:Action|Variable)_)[^/]+$/i;
/** NeoLoad's own library is in every project; the others are the project's. */
const OWN_LIBRARY = /^neoload-[\d.]+\.js$/i;

/** Documents of the configuration: repository.xml and scenario.xml, or the many files NeoLoad splits them into. */
function documents(files: ProjectFiles): { path: string; root: XmlElement }[] {
  const paths = files.matching(/\.xml$/i).filter((path) => !ELSEWHERE.test(path));
  const named = paths.filter((path) => /^(?:repository|scenario)\.xml$/i.test(fileOf(path)));
  const main = named.find((path) => /^repository\.xml$/i.test(fileOf(path)));
  // A saved repository is the whole project; other XML beside it is of other tools.
  const taken = main === undefined ? paths : named.filter((path) => folderOf(path) === folderOf(main));
  return taken.flatMap((path) => {
    const text = files.text(path) ?? '';
    const looksRight = main !== undefined || ROOTS.test(/<([A-Za-z][\w-]*)[\s/>]/.exec(text.replace(/<!--[\s\S]*?-->|<[?!][^>]*>/g, ''))?.[1] ?? '');
    return looksRight ? [{ path, root: readXmlDocument(text, path) }] : [];
  });
}

function* everyElement(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* everyElement(child);
}

/** Elements by id; references to elements carry ids, too, and are none themselves. */
function byId(elements: readonly XmlElement[]): Map<string, XmlElement> {
  const found = new Map<string, XmlElement>();
  for (const element of elements) {
    const id = textOf(element, 'uid');
    if (id !== '' && element.tag !== 'weighted-embedded-action' && element.tag !== 'embedded-action' && !found.has(id)) found.set(id, element);
  }
  return found;
}

/**
 * Reads a project as NeoLoad saves it. What is read is what public material shows: the vendor's own writer of these files and
 * projects that were published; any other element is kept by its tag.
 * @returns undefined where the archive holds no such configuration
 * @throws ImportError naming the document that is damaged
 */
export function readXmlProject(files: ProjectFiles): { project: NeoloadProject; base: string } | undefined {
  const found = documents(files);
  const elements = found.flatMap(({ root }) => [...everyElement(root)]);
  const users = elements.filter(({ tag }) => tag === 'virtual-user');
  const [first] = found;
  if (first === undefined || users.length === 0) return undefined;
  const base = folderOf(first.path).replace(/(?:^|\/)config\/$/i, (whole) => (whole.startsWith('/') ? '/' : ''));
  const reader = new XmlStepReader(byId(elements), files, base);
  return {
    base,
    project: {
      userPaths: users.map((user) => reader.userPath(user)), servers: readServers(elements), variables: readVariables(elements), slaProfiles: readSlaProfiles(elements),
      populations: readPopulations(elements), scenarios: readScenarios(elements), rendezvous: [],
      libraries: files.matching(/\.js$/i).filter((path) => LIBRARIES.test(path) && !OWN_LIBRARY.test(fileOf(path))).map(fileOf),
    },
  };
}
