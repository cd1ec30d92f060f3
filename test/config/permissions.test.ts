import { expect, test } from 'vitest';
import { grantedPermissions } from '../../src/config/permissions.js';

type Filesystem = Record<string, 'read' | 'write' | 'deny' | 'none'>;

/** What a profile over `:workspace` says of reading, and of what has no effect. */
function granted(filesystem: Filesystem, place: { cwd?: string; TMPDIR?: string; base?: string } = {}) {
  const { cwd = '/ws', TMPDIR = '/t/mine', base = ':workspace' } = place;
  const tables = { p: { ...(base === '' ? {} : { extends: base }), filesystem } };
  const { policy, notes } = grantedPermissions('p', tables, { cwd, roots: [cwd], env: { TMPDIR } });
  if (policy.mode === 'danger-full-access') throw new Error('no profile of tables grants everything');
  return { readable: policy.readable, unreadable: policy.unreadable, notes };
}

test('where the root may be read, nothing but what is denied is kept from reading', () => {
  expect(granted({})).toEqual({ readable: undefined, unreadable: undefined, notes: [] });
  expect(granted({ '/a': 'deny', ':slash_tmp': 'none', ':tmpdir': 'deny' })).toEqual({
    readable: undefined,
    unreadable: ['/a', '/t/mine', '/tmp'],
    notes: [],
  });
  expect(granted({ ':slash_tmp': 'deny' }, { cwd: '/tmp/ws' }).notes).toEqual([
    'the workspace lies in `:slash_tmp`, which is denied',
  ]);
});

test('where it is denied, or not named, what is granted is a list', () => {
  const editor: Filesystem = { ':root': 'deny', ':minimal': 'read', ':tmpdir': 'write', ':slash_tmp': 'read' };
  expect(granted(editor).readable).toEqual([':minimal', '/ws', '/t/mine', '/tmp']);
  expect(granted({ ...editor, ':slash_tmp': 'deny' })).toEqual({
    readable: [':minimal', '/ws', '/t/mine'],
    unreadable: undefined,
    notes: [],
  });
  expect(granted({ '/a': 'read', '/a/b': 'deny' }, { base: '' })).toEqual({
    readable: ['/a'],
    unreadable: ['/a/b'],
    notes: [],
  });
  expect(granted({ ':minimal': 'deny' }, { base: '' }).readable).toEqual([]);
});

test('in a folder for temporary files that is denied, only what may be written stays', () => {
  const filesystem: Filesystem = { ':root': 'deny', ':slash_tmp': 'deny', '/tmp/seen': 'read' };
  expect(granted(filesystem, { TMPDIR: '/tmp/mine' })).toEqual({
    readable: ['/ws', '/tmp/mine'],
    unreadable: undefined,
    notes: [],
  });
  expect(granted({ ':root': 'deny', '/t': 'read', ':tmpdir': 'deny' })).toMatchObject({ unreadable: ['/t/mine'] });
});
