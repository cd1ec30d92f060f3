import type { ThreadSettings } from '../../../protocol/v2/thread-objects.js';
import type { SettingsInForce } from '../../domain/settings-in-force.js';
import { wireApproval, wireSandbox } from './policies.js';
import { environment } from './thread.js';

/** The settings of the next turn in the words of v2. */
export function wireSettings(settings: SettingsInForce): ThreadSettings {
  const { cwd, workspaceRoots, model, provider, effort, summary, serviceTier, mode, modeInstructions } = settings;
  return {
    disabledPluginIds: [],
    cwd,
    environments: [environment(cwd, workspaceRoots)],
    approvalPolicy: wireApproval(settings.approvalPolicy),
    // Only the user answers approvals here.
    approvalsReviewer: 'user',
    sandboxPolicy: wireSandbox(settings.sandboxPolicy),
    activePermissionProfile: settings.permissionProfile,
    model,
    modelProvider: provider,
    serviceTier,
    effort,
    summary: summary === 'auto' ? null : summary,
    collaborationMode: {
      mode,
      settings: { model, reasoning_effort: effort, developer_instructions: modeInstructions },
    },
    multiAgentMode: 'explicitRequestOnly',
    personality: null,
  };
}
