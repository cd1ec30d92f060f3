import { isJsonObject } from '../../domain/json.js';
import type { SandboxPolicy } from '../../domain/policies.js';
import type { SamplingSettings } from '../../domain/record.js';
import { isPlain, permissionProfile } from './permission-lines.js';

/*
 * The line in which 0.171 keeps the settings of a thread. It is written when a service tier was chosen, because `turn_context` has no word for
 * one (C520). 0.171 ignores the line if one of its members is missing or wrong, and 0.44 always ignores it.
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
      permission_profile: permissionProfile(sandboxPolicy, cwd),
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

/**
 * The policy for releases that know no `permission_profile`. If they have no word for it, the stricter policy is written. 0.44 reads the mode, and 0.171 reads
 * the type.
 */
export function recordedPolicy(policy: SandboxPolicy): SandboxPolicy {
  const recorded: SandboxPolicy = isPlain(policy) ? policy : { mode: 'read-only' };
  return Object.assign({ ...recorded }, { type: recorded.mode });
}
