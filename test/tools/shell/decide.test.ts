import { expect, test } from 'vitest';
import { decide, type Request, refusedEscalation } from '../../../src/tools/shell/decide.js';

const request = (changes: Partial<Request>): Request => ({
  approvalPolicy: 'on-request',
  sandbox: 'workspace-write',
  escalated: false,
  dangerous: false,
  safe: false,
  approvedBefore: false,
  ...changes,
});

const POLICIES = ['untrusted', 'on-failure', 'on-request', 'never'] as const;
const SANDBOXES = ['read-only', 'workspace-write', 'danger-full-access'] as const;

// C98: policy, sandbox, then what happens with an ordinary command and with an escalated one.
const TABLE: [(typeof POLICIES)[number], (typeof SANDBOXES)[number], string, string?][] = [
  ['untrusted', 'read-only', 'ask'],
  ['untrusted', 'workspace-write', 'ask'],
  ['untrusted', 'danger-full-access', 'ask'],
  ['on-failure', 'read-only', 'sandboxed, ask on failure'],
  ['on-failure', 'workspace-write', 'sandboxed, ask on failure'],
  ['on-failure', 'danger-full-access', 'free'],
  ['on-request', 'read-only', 'sandboxed', 'ask'],
  ['on-request', 'workspace-write', 'sandboxed', 'ask'],
  ['on-request', 'danger-full-access', 'free', 'free'],
  ['never', 'read-only', 'sandboxed'],
  ['never', 'workspace-write', 'sandboxed'],
  ['never', 'danger-full-access', 'free'],
];

function inWords(changes: Partial<Request>): string {
  const decision = decide(request(changes));
  if (decision.act !== 'run') return decision.act;
  if (decision.readOnly) return 'read-only';
  return `${decision.sandboxed ? 'sandboxed' : 'free'}${decision.approvalOnFailure ? ', ask on failure' : ''}`;
}

test.each(TABLE)('%s with %s: %s', (approvalPolicy, sandbox, ordinary, escalated) => {
  expect(inWords({ approvalPolicy, sandbox })).toBe(ordinary);
  if (escalated) expect(inWords({ approvalPolicy, sandbox, escalated: true })).toBe(escalated);
});

test('a dangerous command needs an approval even without a sandbox, and is refused under never', () => {
  for (const approvalPolicy of POLICIES) {
    const expected = approvalPolicy === 'never' ? 'reject' : 'ask';
    for (const sandbox of SANDBOXES) expect(inWords({ approvalPolicy, sandbox, dangerous: true })).toBe(expected);
  }
});

// C118
test('a known command is not asked for and runs inside the sandbox', () => {
  for (const safe of ['anywhere', 'in-sandbox'] as const) {
    for (const approvalPolicy of POLICIES.slice(1)) expect(inWords({ approvalPolicy, safe })).toBe('sandboxed');
    for (const sandbox of ['read-only', 'workspace-write'] as const) {
      expect(inWords({ approvalPolicy: 'untrusted', sandbox, safe })).toBe('read-only');
    }
  }
});

// C220
test('untrusted with full access: what is safe anywhere runs free, what is safe in a sandbox gets one', () => {
  const policies = { approvalPolicy: 'untrusted', sandbox: 'danger-full-access' } as const;
  expect(inWords({ ...policies, safe: 'anywhere' })).toBe('free');
  expect(inWords({ ...policies, safe: 'in-sandbox' })).toBe('read-only');
});

test('what the user has approved for the session runs outside of the sandbox', () => {
  expect(inWords({ approvalPolicy: 'untrusted', approvedBefore: true, dangerous: true })).toBe('free');
});

test('a wish for escalation is refused where the policy does not let the model ask', () => {
  expect(refusedEscalation('on-request', true)).toBeUndefined();
  expect(refusedEscalation('never', false)).toBeUndefined();
  expect(refusedEscalation('untrusted', true)).toBe(
    'approval policy is UnlessTrusted; reject command — you should not ask for escalated permissions if the approval policy is UnlessTrusted',
  );
});
