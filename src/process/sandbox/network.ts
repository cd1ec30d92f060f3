import type { SandboxPolicy } from '../../../protocol/rollout/policies.js';

export function hasNetwork(policy: SandboxPolicy): boolean {
  return policy.mode === 'danger-full-access' || (policy.mode === 'workspace-write' && policy.network_access);
}

/** Tells a command that its policy has no network, also one that a person let out of the fence (C88). */
export function networkHint(policy: SandboxPolicy): Record<string, string> {
  return hasNetwork(policy) ? {} : { CODEX_SANDBOX_NETWORK_DISABLED: '1' };
}
