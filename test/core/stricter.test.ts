import { expect, test } from 'vitest';
import { isAsStrict, stricterApproval, stricterSandbox } from '../../src/core/conversation/stricter.js';
import type { ApprovalPolicy, SandboxPolicy } from '../../src/domain/policies.js';

const APPROVALS: readonly ApprovalPolicy[] = ['untrusted', 'on-request', 'on-failure', 'never'];
const ROOTS = [undefined, [], ['/a'], ['/b'], ['/a', '/b'], ['/'], ['/a/b']];
const BOTH = [true, false];

const SANDBOXES: readonly SandboxPolicy[] = [
  { mode: 'read-only' },
  { mode: 'danger-full-access' },
  ...ROOTS.flatMap((writable_roots) =>
    BOTH.flatMap((network_access) =>
      BOTH.flatMap((exclude_tmpdir_env_var) =>
        BOTH.map((exclude_slash_tmp) => ({
          mode: 'workspace-write' as const,
          ...(writable_roots ? { writable_roots } : {}),
          network_access,
          exclude_tmpdir_env_var,
          exclude_slash_tmp,
        })),
      ),
    ),
  ),
];

/** What a policy lets a command do, item by item. */
function allowed(policy: SandboxPolicy): Set<string> {
  if (policy.mode === 'read-only') return new Set();
  if (policy.mode === 'danger-full-access')
    return new Set(['all', 'folder', 'network', 'TMPDIR', '/tmp', ...ROOTS.flatMap((roots) => roots ?? [])]);
  return new Set([
    'folder',
    ...(policy.writable_roots ?? []),
    ...(policy.network_access ? ['network'] : []),
    ...(policy.exclude_tmpdir_env_var ? [] : ['TMPDIR']),
    ...(policy.exclude_slash_tmp ? [] : ['/tmp']),
  ]);
}

const isSubset = (a: Set<string>, b: Set<string>): boolean => [...a].every((item) => b.has(item));

test('the stricter of two sandboxes allows what both allow, and nothing else', () => {
  for (const a of SANDBOXES) {
    expect(stricterSandbox(a, a)).toEqual(
      a.mode === 'workspace-write' && a.writable_roots?.length === 0 ? withoutRoots(a) : a,
    );
    for (const b of SANDBOXES) {
      const both = stricterSandbox(a, b);
      const [ofA, ofB, ofBoth] = [allowed(a), allowed(b), allowed(both)];
      expect(ofBoth, JSON.stringify([a, b])).toEqual(new Set([...ofA].filter((item) => ofB.has(item))));
      expect(allowed(stricterSandbox(b, a))).toEqual(ofBoth);
      expect(isAsStrict(a, b), JSON.stringify([a, b])).toBe(isSubset(ofA, ofB));
      expect(isAsStrict(both, a) && isAsStrict(both, b)).toBe(true);
    }
  }
});

function withoutRoots(policy: SandboxPolicy): SandboxPolicy {
  const { writable_roots: _, ...rest } = policy as Extract<SandboxPolicy, { mode: 'workspace-write' }>;
  return rest;
}

test('the stricter of two approval policies comes first in their order', () => {
  for (const [i, a] of APPROVALS.entries())
    for (const [j, b] of APPROVALS.entries()) expect(stricterApproval(a, b)).toBe(APPROVALS[Math.min(i, j)]);
});

test('of what two policies let a command read, only what both do is left', () => {
  const listed = (...readable: string[]): SandboxPolicy => ({ mode: 'read-only', readable });
  const both = (a: SandboxPolicy, b: SandboxPolicy) => stricterSandbox(a, b) as { readable?: string[] };
  expect(both(listed(':minimal', '/a/b', '/c'), listed(':minimal', '/a', '/d')).readable).toEqual([':minimal', '/a/b']);
  for (const open of [{ mode: 'read-only' }, { mode: 'danger-full-access' }] as const) {
    expect(both(open, listed('/a')).readable).toEqual(['/a']);
    expect(both(listed('/a'), open).readable).toEqual(['/a']);
    expect([isAsStrict(listed('/a'), open), isAsStrict(open, listed('/a'))]).toEqual([true, false]);
  }
  expect([isAsStrict(listed('/a/b'), listed('/a')), isAsStrict(listed('/ab'), listed('/a'))]).toEqual([true, false]);
  expect(both(listed('/a'), listed('/b')).readable).toEqual([]);
});
