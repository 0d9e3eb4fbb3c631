import { describe, expect, it } from 'vitest';
import { UNDO_KINDS } from '../../../src/octoperf/undo-kinds.js';

const entity = { id: 'e', projectId: 'p', name: 'n', future: [1] };
const secret = (value: string, type = 'ENCRYPTED') => ({ ...entity, variable: { '@type': 'SecretVariable', value: { type, value } } });
const server = (...authorizations: object[]) => ({ ...entity, hostname: 'h', authorizations });

describe('a copy of an entity', () => {
  it('never holds a secret, and gets back the one that is there now', () => {
    const { concealed, missing } = UNDO_KINDS.variable;
    expect(concealed(secret('cipher'))).toEqual(secret('', 'PLAIN'));
    expect(concealed(secret('', 'PLAIN'), secret('new cipher'))).toEqual(secret('new cipher'));
    expect(concealed(secret('', 'PLAIN'), { ...entity, variable: { '@type': 'ConstantVariable', value: 'x' } })).toEqual(secret('', 'PLAIN'));
    expect(missing(secret('cipher'))?.copied).toContain('secret');
  });
  it('of another variable is whole', () => {
    const constant = { ...entity, variable: { '@type': 'ConstantVariable', value: 'x' } };
    expect([UNDO_KINDS.variable.concealed(constant), UNDO_KINDS.variable.missing(constant)]).toEqual([constant, undefined]);
  });
  it('never holds passwords of a server, and gets back those of the same users', () => {
    const { concealed, missing } = UNDO_KINDS['http-server'];
    const copy = concealed(server({ type: 'BASIC', username: 'a', password: 'pa' }, { username: 'b', password: 'pb' }));
    expect(copy).toEqual(server({ type: 'BASIC', username: 'a', password: '' }, { username: 'b', password: '' }));
    expect(concealed(copy, server({ username: 'a', password: 'new' }, { username: 'other', password: 'po' }))).toEqual(server({ type: 'BASIC', username: 'a', password: 'new' }, { username: 'b', password: '' }));
    expect(missing(copy)?.recreated).toContain('passwords');
    expect([concealed(entity), missing(server())]).toEqual([entity, undefined]);
  });
});
