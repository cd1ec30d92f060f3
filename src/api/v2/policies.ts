import { resolve } from 'node:path';
import type { AskForApproval, SandboxPolicy as WireSandbox } from '../../../protocol/v2/policies.js';
import type { ApprovalPolicy, SandboxPolicy } from '../../domain/policies.js';

/** Approval and sandbox policies in the words of v2, and back. */

export function wireApproval(policy: ApprovalPolicy): AskForApproval {
  return policy === 'on-failure' ? 'on-request' : policy;
}

export function readApproval(policy: AskForApproval | 'on-failure'): ApprovalPolicy {
  return policy === 'on-failure' ? 'on-request' : policy;
}

export function wireSandbox(policy: SandboxPolicy): WireSandbox {
  switch (policy.mode) {
    case 'danger-full-access':
      return { type: 'dangerFullAccess' };
    case 'read-only':
      return { type: 'readOnly', networkAccess: false };
    case 'workspace-write':
      if (writesNothing(policy)) return { type: 'readOnly', networkAccess: policy.network_access };
      return {
        type: 'workspaceWrite',
        writableRoots: [...(policy.writable_roots ?? [])],
        networkAccess: policy.network_access,
        excludeTmpdirEnvVar: policy.exclude_tmpdir_env_var,
        excludeSlashTmp: policy.exclude_slash_tmp,
      };
  }
}

function writesNothing(policy: SandboxPolicy & { mode: 'workspace-write' }): boolean {
  const { exclude_cwd, exclude_tmpdir_env_var, exclude_slash_tmp, writable_roots = [] } = policy;
  return exclude_cwd === true && exclude_tmpdir_env_var && exclude_slash_tmp && writable_roots.length === 0;
}

/** Nothing may be written, and the network may be used. */
const READ_ONLY_WITH_NETWORK: SandboxPolicy = {
  mode: 'workspace-write',
  network_access: true,
  exclude_tmpdir_env_var: true,
  exclude_slash_tmp: true,
  exclude_cwd: true,
};

/** When an outer sandbox limits the commands, our sandbox does not. Relative roots begin at `cwd`. */
export function readSandbox(policy: WireSandbox, cwd: string): SandboxPolicy {
  switch (policy.type) {
    case 'dangerFullAccess':
    case 'externalSandbox':
      return { mode: 'danger-full-access' };
    case 'readOnly':
      return policy.networkAccess ? READ_ONLY_WITH_NETWORK : { mode: 'read-only' };
    case 'workspaceWrite': {
      const { writableRoots, networkAccess, excludeTmpdirEnvVar, excludeSlashTmp } = policy;
      return {
        mode: 'workspace-write',
        ...(writableRoots.length > 0 ? { writable_roots: writableRoots.map((root) => resolve(cwd, root)) } : {}),
        network_access: networkAccess,
        exclude_tmpdir_env_var: excludeTmpdirEnvVar,
        exclude_slash_tmp: excludeSlashTmp,
      };
    }
  }
}
