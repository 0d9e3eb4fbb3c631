import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const operations = read('docs/operations.md');
/** Every page that people read, by its path. */
const PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];

/** The anchors of a page, as GitHub makes them. */
const anchorsOf = (text: string): string[] => [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-'));

describe('the rows of the OWASP MCP Top 10', () => {
  const rows = [...operations.matchAll(/^\| (MCP\d\d) ([^|]+) \|([^|]+)\|([^|]+)\|$/gm)];

  it('are all there, each with its attack and tests that exist', () => {
    expect(rows.map(([, id]) => id)).toEqual(Array.from({ length: 10 }, (_, index) => `MCP${String(index + 1).padStart(2, '0')}`));
    const attacks = read('test/security/owasp-mcp.spec.ts');
    for (const [, id = '', name = '', , tests = ''] of rows) {
      expect(attacks, id).toContain(`describe('${id} ${name}`);
      const files = [...tests.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
      expect(files.length).toBeGreaterThan(1);
      expect(files.filter((file) => !existsSync(join(ROOT, file))), id).toEqual([]);
    }
  });
});

describe('the pages', () => {
  it.each(PAGES)('%s leads nowhere that is not there', (page) => {
    const text = read(page).replace(/```[\s\S]*?```/g, '');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(read(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('name only commands that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = new Set(PAGES.filter((page) => page !== 'CHANGELOG.md').flatMap((page) => [...read(page).matchAll(/`npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name)));
    expect([...named].filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
