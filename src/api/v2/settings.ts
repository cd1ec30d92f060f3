import { resolve } from 'node:path';
import type { CollaborationMode } from '../../../protocol/v2/policies.js';
import type { ThreadSettingsUpdateParams, turnWork } from '../../../protocol/v2/turn-work.js';
import type { TurnStartParams } from '../../../protocol/v2/turns.js';
import type { ConversationSettings, Settings, TurnSettings } from '../../core/ports/index.js';
import { withWorkspaceRoots } from '../../domain/policies.js';
import type { Handlers } from '../../rpc/dispatch.js';
import { type Api, loadedThread } from './api.js';
import { invalid, wantedTier } from './overrides.js';
import { readApproval, readSandbox } from './policies.js';

export const settingsHandlers = {
  async 'thread/settings/update'(api, params, call) {
    const conversation = await loadedThread(api, params.threadId);
    const wanted = wantedSettings(params, conversation.settings, api.settings);
    return api.threads.replyFirst(conversation.id, call, async () => {
      conversation.change(wanted);
      return {};
    });
  },
} satisfies Handlers<Pick<typeof turnWork, 'thread/settings/update'>, Api>;

type Wanted = Omit<ThreadSettingsUpdateParams, 'threadId'> & Pick<TurnStartParams, 'runtimeWorkspaceRoots'>;

/** The settings that the params change for later turns. All others stay. */
export function wantedSettings(params: Wanted, now: ConversationSettings, settings: Settings): Partial<TurnSettings> {
  const { approvalPolicy, summary, collaborationMode } = params;
  const serviceTier = wantedTier(params.serviceTier);
  // A mode has its own model and effort; both are set together with it.
  const { model = params.model, reasoning_effort: effort = params.effort } = collaborationMode?.settings ?? {};
  return {
    ...wantedPlace(params, now, settings),
    ...(approvalPolicy == null ? {} : { approvalPolicy: readApproval(approvalPolicy) }),
    ...(model == null || model === '' ? {} : { model }),
    ...(effort == null ? {} : { effort }),
    ...(summary == null ? {} : { summary }),
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(collaborationMode == null ? {} : { collaborationMode: modeOf(collaborationMode) }),
  };
}

/** Where the thread works, and what it may do there: they depend on each other. */
function wantedPlace(params: Wanted, now: ConversationSettings, settings: Settings): Partial<TurnSettings> {
  const { sandboxPolicy: given, permissions, runtimeWorkspaceRoots } = params;
  if (given != null && permissions != null)
    throw invalid('params.permissions', '`permissions` cannot be combined with `sandboxPolicy`');
  const cwd = params.cwd == null ? now.cwd : resolve(params.cwd);
  const workspaceRoots = runtimeWorkspaceRoots?.map((root) => resolve(cwd, root)) ?? now.workspaceRoots;
  const place = { cwd, workspaceRoots };
  const isSamePlace = cwd === now.cwd && runtimeWorkspaceRoots == null;
  if (given != null) {
    const sandboxPolicy = withWorkspaceRoots(readSandbox(given, cwd), cwd, workspaceRoots);
    return { ...place, sandboxPolicy, permissionProfile: undefined };
  }
  if (permissions == null && isSamePlace) return place;
  const profile = permissions ?? now.permissionProfile?.id;
  if (profile === undefined) {
    const sandboxPolicy = withWorkspaceRoots(now.sandboxPolicy, cwd, workspaceRoots, now.workspaceRoots);
    return { ...place, sandboxPolicy };
  }
  const request = { ...now.requested, sandbox: null, cwd, permissions: profile, workspaceRoots };
  const { sandboxPolicy, permissionProfile } = settings.derive(request);
  return { ...place, sandboxPolicy, permissionProfile };
}

const modeOf = ({ mode, settings }: CollaborationMode) => ({
  mode,
  developerInstructions: settings.developer_instructions,
});
