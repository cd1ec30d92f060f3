import { type ApprovalPolicy, mayAsk } from '../../domain/policies.js';

export type PatchDecision = 'apply' | 'ask' | 'reject' | 'fail-and-ask';

/** Whether a patch runs, needs an approval, or is refused (C101). `inside`: the policy lets a command write every file that it touches. */
export function decidePatch(policy: ApprovalPolicy, inside: boolean): PatchDecision {
  if (typeof policy !== 'string') {
    if (inside) return 'apply';
    return mayAsk(policy, 'sandbox_approval') ? 'ask' : 'reject';
  }
  switch (policy) {
    case 'untrusted':
      return 'ask';
    case 'on-failure':
      return inside ? 'apply' : 'fail-and-ask';
    case 'on-request':
      return inside ? 'apply' : 'ask';
    case 'never':
      return inside ? 'apply' : 'reject';
  }
}
