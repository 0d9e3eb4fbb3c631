import { describe, expect, it } from 'vitest';
import { narrowedByHeaders, surfaceOfPath, WHOLE_SURFACE } from '../../../src/scope/requested-surface.js';

describe('the path behind the endpoint', () => {
  it('asks for the whole where there is none', () => {
    expect(surfaceOfPath('/')).toEqual(WHOLE_SURFACE);
    expect(surfaceOfPath('')).toEqual(WHOLE_SURFACE);
  });

  it('says what it wants in any order, each once', () => {
    const wanted = { areas: [['discovery', 'scenarios']], readOnly: true, meta: true, workspaceId: 'W-1' };
    for (const path of ['/w/W-1/x/discovery,scenarios/readonly/meta', '/meta/readonly/x/discovery,scenarios/w/W-1', '/x/Discovery%2Cscenarios/meta/w/W-1/readonly/']) {
      expect(surfaceOfPath(path), path).toEqual({ ...wanted, path: path.replace(/\/$/, '') });
    }
  });

  it('belongs to somebody else where its first word is none of the grammar', () => {
    for (const path of ['/public/AGENTS.md', '/read-only', '/X/discovery', '//readonly']) expect(surfaceOfPath(path), path).toBeUndefined();
  });

  it.each([
    ['/readonly/readonly', /twice/], ['/x/a/x/b', /twice/], ['/x', /name areas/], ['/x/', /name areas/], ['/x/a,,b', /name areas/], ['/x/a b', /name areas/], ['/x/%E0%A4%A', /name areas/],
    [`/x/${'a,'.repeat(600)}a`, /name areas/], ['/w', /name a workspace/], ['/w/..', /name a workspace/], ['/w/a%2Fb', /name a workspace/], ['/readonly/rest', /does not know \/rest/], ['/meta/public', /does not know/],
  ])('is refused in words: %s', (path, words) => {
    expect(surfaceOfPath(path)?.fault).toMatch(words);
  });
});

describe('the headers', () => {
  it('take away besides the path, and never give back', () => {
    const path = surfaceOfPath('/x/discovery/readonly') ?? WHOLE_SURFACE;
    expect(narrowedByHeaders(path, { 'x-mcp-areas': ' scenarios , Discovery', 'x-mcp-read-only': 'false' })).toMatchObject({ areas: [['discovery'], ['scenarios', 'discovery']], readOnly: true });
    expect(narrowedByHeaders(WHOLE_SURFACE, { 'x-mcp-read-only': 'TRUE' }).readOnly).toBe(true);
    expect(narrowedByHeaders(WHOLE_SURFACE, {})).toBe(WHOLE_SURFACE);
  });

  it('are refused in words', () => {
    expect(narrowedByHeaders(WHOLE_SURFACE, { 'x-mcp-areas': '' }).fault).toMatch(/must name areas/);
    expect(narrowedByHeaders(WHOLE_SURFACE, { 'x-mcp-areas': '*' }).fault).toMatch(/must name areas/);
    expect(narrowedByHeaders(WHOLE_SURFACE, { 'x-mcp-read-only': 'maybe' }).fault).toMatch(/true or false/);
  });
});
