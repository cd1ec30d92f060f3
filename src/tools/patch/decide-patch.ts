import type { AskForApproval } from '../../../protocol/rollout/policies.js';

export type PatchDecision = 'apply' | 'ask' | 'reject' | 'fail-and-ask';

/** Whether a patch runs, needs an approval, or is refused (C101). `inside`: the policy lets a command write every file that it touches. */
export function decidePatch(policy: AskForApproval, inside: boolean): PatchDecision {
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
