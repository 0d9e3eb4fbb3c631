import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureEntries, fixtureZip } from '../../test/unit/importers/migrations/zip-builder.js';
import type { ActionNode } from '../../src/contract/actions.js';
import { k6Facts, loadRunnerFacts, neoloadCodeFacts, neoloadXmlFacts } from './own-facts.js';
import type { Counts, Note, Row } from './imports.js';

/** A kind whose files are this repository's own. */
export interface OwnKind { readonly title: string; readonly about: string; rows(folder: string): Promise<Row[]> }

type Load = <T>(path: string) => Promise<T>;
type Count = (children: readonly ActionNode[], variables: number) => Counts;
interface Migrated { readonly virtualUsers: readonly { readonly children: readonly ActionNode[] }[]; readonly variables: readonly unknown[]; readonly assessment: { readonly unconverted: readonly { readonly kind: string }[] }; readonly notes: readonly Note[] }

const K6 = [['k6/shop/', 'main.js', 'lib/account.js'], ['k6/', 'catalogue.js'], ['k6/', 'scenarios.js']] as const;

/** Tests of k6, and projects of NeoLoad and LoadRunner, with what is true about them. */
export function ownKinds(load: Load, countsOf: Count): readonly OwnKind[] {
  const migration = (title: string, result: Migrated): Row['outcome'] => ({
    found: countsOf(result.virtualUsers.flatMap(({ children }) => children), result.variables.length), notes: result.notes,
    more: `${result.virtualUsers.length} Virtual Users, ${result.assessment.unconverted.length} entries of the ${title} assessment`,
  });
  return [
    {
      title: 'k6', about: 'A script is read, never run; its whole text is kept switched off, which is left out here. Containers: groups, loops, batches, calls of own functions that send something, functions that scenarios name. Assertions: entries of checks.',
      async rows(folder) {
        const { importK6 } = await load<typeof import('../../src/local/importers/import-k6.js')>('local/importers/import-k6.js');
        return K6.map(([place, ...names]) => {
          const files = names.map((filename) => ({ filename, bytes: readFileSync(join(folder, place, filename)) }));
          const { children, variables, notes } = importK6(files);
          return { file: place === 'k6/' ? `k6/${names[0]}` : place.slice(0, -1), facts: {}, expected: k6Facts(files.map(({ bytes }) => bytes.toString('utf8'))), outcome: { found: countsOf(children.slice(0, -1), variables.length), notes } };
        });
      },
    },
    {
      title: 'NeoLoad', about: 'A project as code and one as the tool saves it. Containers: transactions, pages, branches, loops; an extractor that must find something brings an assertion.',
      async rows() {
        const { importNeoload } = await load<typeof import('../../src/local/importers/migrations/neoload/import-neoload.js')>('local/importers/migrations/neoload/import-neoload.js');
        const texts = (name: string, ending: RegExp): string[] => fixtureEntries(name).filter((entry) => ending.test(entry.name)).map(({ bytes }) => bytes.toString());
        return [
          { file: 'migrations/neoload-as-code', facts: {}, expected: neoloadCodeFacts(texts('neoload-as-code', /\.yaml$/)), outcome: migration('NeoLoad', await importNeoload(fixtureZip('neoload-as-code'))) },
          { file: 'migrations/neoload-project', facts: {}, expected: neoloadXmlFacts(texts('neoload-project', /repository\.xml$/)[0] ?? ''), outcome: migration('NeoLoad', await importNeoload(fixtureZip('neoload-project'))) },
        ];
      },
    },
    {
      title: 'LoadRunner', about: 'A script folder with its scenario. Containers: transactions, own functions that are called, branches, loops. Variables: parameters and texts saved under a name.',
      async rows() {
        const { importLoadRunner } = await load<typeof import('../../src/local/importers/migrations/loadrunner/import-loadrunner.js')>('local/importers/migrations/loadrunner/import-loadrunner.js');
        const texts = (ending: RegExp): string[] => fixtureEntries('loadrunner').filter((entry) => ending.test(entry.name)).map(({ bytes }) => bytes.toString());
        return [{ file: 'migrations/loadrunner', facts: {}, expected: loadRunnerFacts(texts(/\.c$/), texts(/\.prm$/)), outcome: migration('LoadRunner', await importLoadRunner(fixtureZip('loadrunner'))) }];
      },
    },
  ];
}
