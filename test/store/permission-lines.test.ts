import { expect, test } from 'vitest';
import { MINIMAL, type SandboxPolicy } from '../../src/domain/policies.js';
import { isPlain, permissionProfile, policyIn } from '../../src/store/files/permission-lines.js';

const workspace = {
  mode: 'workspace-write',
  network_access: false,
  exclude_tmpdir_env_var: false,
  exclude_slash_tmp: true,
} as const;

test.each<SandboxPolicy>([
  { mode: 'read-only', unreadable: ['/a'] },
  { mode: 'read-only', readable: [MINIMAL, '/ws'] },
  { mode: 'read-only', readable: [] },
  { ...workspace, unreadable: ['/ws/secrets'], read_only: ['/ws/kept'] },
  { ...workspace, writable_roots: ['/ws/.git', '/b'], network_access: true, unreadable: ['/a'] },
  { ...workspace, exclude_cwd: true, writable_roots: ['/b'] },
  { ...workspace, readable: [MINIMAL, '/ws'], unreadable: ['/ws/secrets'] },
])('what a rollout keeps is read as it was: %j', (policy) => {
  expect(isPlain(policy)).toBe(false);
  expect(policyIn(JSON.parse(JSON.stringify(permissionProfile(policy, '/ws'))), '/ws')).toEqual(policy);
});

test('what is not understood is left to the stricter policy beside it', () => {
  const entries = (...all: unknown[]) => ({ type: 'managed', file_system: { type: 'restricted', entries: all } });
  const pattern = { path: { type: 'glob_pattern', pattern: '**/*.env' }, access: 'deny' };
  const later = { path: { type: 'special', value: { kind: 'later' } }, access: 'read' };
  for (const profile of [undefined, null, { type: 'disabled' }, { type: 'managed' }, entries(pattern), entries(later)])
    expect(policyIn(profile, '/ws')).toBeUndefined();
});
