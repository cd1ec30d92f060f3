import { join } from 'node:path';
import { isJsonObject } from '../../domain/json.js';
import { type SandboxPolicy, unreadableOf } from '../../domain/policies.js';
import type { SamplingSettings } from '../../domain/record.js';

/*
 * The line in which 0.171 keeps the settings of a thread. It is written when a service tier was chosen, because `turn_context` has no word for
 * one (C520). 0.171 takes all of the line or nothing, and 0.44 ignores it.
 */

const APPLIED = 'thread_settings_applied';

export function settingsPayload(settings: SamplingSettings, threadId: string): object | undefined {
  const { model, provider, serviceTier, approvalPolicy, sandboxPolicy, cwd, effort = null } = settings;
  if (serviceTier === undefined || provider === undefined) return undefined;
  return {
    type: APPLIED,
    thread_id: threadId,
    thread_settings: {
      model,
      model_provider_id: provider,
      service_tier: serviceTier,
      approval_policy: approvalPolicy,
      approvals_reviewer: 'user',
      permission_profile: permissionProfile(recordedPolicy(sandboxPolicy), cwd),
      cwd,
      collaboration_mode: {
        mode: 'default',
        settings: { model, reasoning_effort: effort, developer_instructions: null },
      },
    },
  };
}

/** The service tier in such a line, null without one; undefined for other lines. */
export function tierIn(json: unknown): string | null | undefined {
  const { type, payload } = json as { type?: unknown; payload?: unknown };
  if (type !== 'event_msg' || !isJsonObject(payload) || payload.type !== APPLIED) return undefined;
  const { thread_settings: settings } = payload;
  const tier = isJsonObject(settings) ? settings.service_tier : null;
  return typeof tier === 'string' ? tier : null;
}

/** What a rollout has no word for is recorded as the stricter policy. 0.44 reads the mode, 0.171 the type. */
export function recordedPolicy(policy: SandboxPolicy): SandboxPolicy {
  const exceptions = policy.mode === 'workspace-write' ? [...(policy.read_only ?? []), ...unreadableOf(policy)] : [];
  const isPlain = policy.mode === 'workspace-write' && !policy.exclude_cwd && exceptions.length === 0;
  const recorded: SandboxPolicy = isPlain || policy.mode === 'danger-full-access' ? policy : { mode: 'read-only' };
  return Object.assign({ ...recorded }, { type: recorded.mode });
}

/** Folders of a workspace that stay read-only. */
const PROTECTED = ['.git', '.agents', '.codex', '.aws'];

function permissionProfile(policy: SandboxPolicy, cwd: string): object {
  if (policy.mode === 'danger-full-access') return { type: 'disabled' };
  const entries: object[] = [special('root', 'read')];
  if (policy.mode === 'workspace-write') {
    const roots = [cwd, ...(policy.writable_roots ?? [])];
    entries.push(...roots.map((path) => ({ path: { type: 'path', path }, access: 'write' })));
    if (!policy.exclude_slash_tmp) entries.push(special('slash_tmp', 'write'));
    if (!policy.exclude_tmpdir_env_var) entries.push(special('tmpdir', 'write'));
    for (const name of PROTECTED) entries.push(...roots.map((root) => readOnly(join(root, name))));
  }
  entries.push(...unreadableOf(policy).map((path) => ({ path: { type: 'path', path }, access: 'deny' })));
  const network = policy.mode === 'workspace-write' && policy.network_access ? 'enabled' : 'restricted';
  return { type: 'managed', file_system: { type: 'restricted', entries }, network };
}

const special = (kind: string, access: string): object => ({ path: { type: 'special', value: { kind } }, access });

const readOnly = (path: string): object => ({
  path: { type: 'path', path },
  access: 'read',
  missing_path_behavior: 'skip',
});
