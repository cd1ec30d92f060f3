import { AppError } from '../../../protocol/errors.js';
import type { config } from '../../../protocol/v2/config.js';
import type { ActivePermissionProfile } from '../../../protocol/v2/policies.js';
import type { SettingsOverrides, TurnSettings } from '../../core/ports/settings.js';
import type { SandboxPolicy } from '../../domain/policies.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { pageOf } from './pages.js';

type Sandbox = NonNullable<SettingsOverrides['sandbox']>;

/** The profiles of permissions that need no table in the configuration. */
const BUILT_IN: Readonly<Record<string, Sandbox>> = {
  ':read-only': 'read-only',
  ':workspace': 'workspace-write',
  ':danger-full-access': 'danger-full-access',
};

/** The sandbox that a profile means. */
export function sandboxOfProfile(id: string): Sandbox {
  const sandbox = Object.hasOwn(BUILT_IN, id) ? BUILT_IN[id] : undefined;
  if (sandbox !== undefined) return sandbox;
  const reason = `unknown permission profile \`${id}\``;
  throw new AppError('invalid_request', reason, { path: 'params.permissions', reason });
}

/** The same for a thread that has a sandbox: what the configuration adds to it stays. */
export function policyOfProfile(id: string, current: SandboxPolicy): SandboxPolicy {
  const mode = sandboxOfProfile(id);
  if (mode === current.mode) return current;
  if (mode !== 'workspace-write') return { mode };
  return { mode, network_access: false, exclude_tmpdir_env_var: false, exclude_slash_tmp: false };
}

/** The profile that a client chose, as long as the sandbox is still the one that it means. */
export function profileInForce({ permissionProfile: id, sandboxPolicy }: TurnSettings): ActivePermissionProfile | null {
  return id !== undefined && BUILT_IN[id] === sandboxPolicy.mode ? { id, extends: null } : null;
}

export const permissionProfileHandlers = {
  'permissionProfile/list': (_api, params) =>
    pageOf(
      Object.keys(BUILT_IN).map((id) => ({ id, description: null, allowed: true })),
      params,
      'permission profiles',
    ),
} satisfies Handlers<Pick<typeof config, 'permissionProfile/list'>, Api>;
