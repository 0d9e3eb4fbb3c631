import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { render } from '../../../scripts/deploy/nginx.js';
import { checkComposeFiles, interpolate, readCompose } from '../../../scripts/image/compose-files.js';
import { assignments, execForm, letsIn, parseDockerfile } from '../../../scripts/image/dockerfile.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

describe('the Dockerfile', () => {
  it('is one that npm run image can perform: non-root, the bridge by default, a health check', async () => {
    const stages = parseDockerfile(await readFile(`${root}docker/Dockerfile`, 'utf8'));
    const last = stages.at(-1)?.instructions ?? [];
    const of = (word: string): string | undefined => last.findLast((instruction) => instruction.word === word)?.rest;
    expect(stages.map(({ base }) => base)).toEqual(['node:24-slim', 'node:24-slim', 'node:24-slim']);
    expect([of('USER'), of('EXPOSE'), of('ENTRYPOINT'), of('CMD')]).toEqual(['1000:1000', '8091', '["node", "dist/main.js"]', '["bridge"]']);
    expect(of('HEALTHCHECK')).toContain('docker/health.mjs');
  });

  it('copies nothing that its ignore file keeps out', async () => {
    const [text, ignore] = await Promise.all(['docker/Dockerfile', 'docker/Dockerfile.dockerignore'].map((file) => readFile(root + file, 'utf8')));
    const copied = parseDockerfile(text ?? '').flatMap(({ instructions }) => instructions).filter(({ word, flags }) => word === 'COPY' && flags['from'] === undefined).flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    expect(copied).toContain('src');
    for (const path of copied) expect([path, letsIn(ignore ?? '', path)]).toEqual([path, true]);
    for (const path of ['data', 'test', '.git', 'node_modules', 'srcs']) expect([path, letsIn(ignore ?? '', path)]).toEqual([path, false]);
  });

  it('joins lines, keeps flags and names the line of what it does not understand', () => {
    const [stage] = parseDockerfile('# a comment\nFROM node:24-slim AS one\nRUN a \\\n  # in between\n  && b\nCOPY --from=zero /x ./\n');
    expect(stage).toEqual({ base: 'node:24-slim', name: 'one', instructions: [{ word: 'RUN', flags: {}, rest: 'a && b', line: 3 }, { word: 'COPY', flags: { from: 'zero' }, rest: '/x ./', line: 6 }] });
    for (const [text, why] of [['ADD x y', 'line 2: ADD'], ['RUN --mount=type=cache,target=/x y', 'line 2: --mount'], ['COPY --chown=a:b x y', 'line 2: --chown'], ['ONBUILD RUN x', 'line 2: ONBUILD'], ['run x', 'line 2: run'], ['SHELL ["x"]', 'line 2: SHELL']] as const) expect(() => parseDockerfile(`FROM node:24-slim\n${text}\n`)).toThrow(why);
    expect(() => parseDockerfile('RUN x\n')).toThrow('before the first FROM');
    expect(() => parseDockerfile('FROM --platform=x y\n')).toThrow('line 1: FROM');
  });

  it('reads lists and pairs in one form only', () => {
    const instruction = (rest: string) => ({ word: 'X', flags: {}, rest, line: 7 });
    expect(execForm(instruction('["a", "b c"]'))).toEqual(['a', 'b c']);
    expect(() => execForm(instruction('a b'))).toThrow('line 7');
    expect(assignments(instruction('A=b C_D="e f"'))).toEqual({ A: 'b', C_D: 'e f' });
    for (const rest of ['A b', 'A=b c', 'A=b C=\'d\'  e']) expect(() => assignments(instruction(rest))).toThrow('line 7');
    expect(() => letsIn('node_modules\n', 'src')).toThrow('understood');
    expect(() => letsIn('*\n!src/**\n', 'src')).toThrow('understood');
  });
});

describe('the compose files', () => {
  it('name only what exists, lock every container, and give servers and nginx what these accept', async () => {
    expect(await checkComposeFiles(root)).toHaveLength(3);
  });

  it('are not understood where they say something new', () => {
    expect(() => readCompose('x.yml', 'services: {a: {image: x, privileged: true}}', {})).toThrow('services.a.privileged');
    expect(() => readCompose('x.yml', 'services: {}\nsecrets: {}', {})).toThrow('secrets');
  });

  it('take variables as Compose does', () => {
    expect(interpolate('${A:-b} ${A} ${C}', { C: 'd' })).toBe('b  d');
    expect(() => interpolate('${A:?say it}', {})).toThrow('A is required: say it');
  });
});

describe('nginx templates', () => {
  it('keep the names that are nginx\'s own, and leave no hole', () => {
    expect(render('# ${NOT_ASKED}\nlisten ${PORT}; x $host;', { PORT: '1' })).toBe('# ${NOT_ASKED}\nlisten 1; x $host;');
    expect(() => render('listen ${PORT};', {})).toThrow('PORT is not given');
  });
});
