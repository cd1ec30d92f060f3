import type { SettingsInForce } from '../../domain/settings-in-force.js';
import type { ConversationSettings } from '../ports/index.js';

/** What clients see of the settings of a conversation. */
export function settingsInForce(settings: ConversationSettings): SettingsInForce {
  const { cwd, workspaceRoots = [cwd], approvalPolicy, sandboxPolicy, permissionProfile = null } = settings;
  const { model, provider, effort = null, summary, serviceTier = null, collaborationMode } = settings;
  return {
    cwd,
    workspaceRoots,
    approvalPolicy,
    sandboxPolicy,
    permissionProfile,
    model,
    provider: provider.id,
    effort,
    summary,
    serviceTier,
    mode: collaborationMode?.mode ?? 'default',
    modeInstructions: collaborationMode?.developerInstructions ?? null,
  };
}
