import type { v2 } from '../../generated-types/index.js';
import type { Connection } from './connection.js';

/** Params that `thread/start` and `thread/fork` share with `thread/resume`, and that a rollout does not hold. */
const SHARED = [
  'model',
  'modelProvider',
  'serviceTier',
  'cwd',
  'runtimeWorkspaceRoots',
  'approvalPolicy',
  'approvalsReviewer',
  'sandbox',
  'permissions',
  'config',
  'baseInstructions',
  'developerInstructions',
  'personality',
] as const satisfies readonly (keyof v2.ThreadResumeParams)[];

/** Loads a thread again in a new server: as it was loaded in the old one, and then with the settings that it was given there. */
export async function resume(
  connection: Connection,
  threadId: string,
  params: Partial<v2.ThreadStartParams>,
  settings: v2.ThreadSettings | undefined,
): Promise<void> {
  const shared = Object.fromEntries(SHARED.flatMap((name) => (params[name] == null ? [] : [[name, params[name]]])));
  await connection.request('thread/resume', { ...shared, threadId, excludeTurns: true });
  if (settings) await connection.request('thread/settings/update', { threadId, ...changeable(settings) });
}

/** If there is a profile of permissions, it decides the sandbox. */
function changeable(settings: v2.ThreadSettings): Omit<v2.ThreadSettingsUpdateParams, 'threadId'> {
  const { cwd, approvalPolicy, approvalsReviewer, model, serviceTier, effort, summary, personality } = settings;
  const { activePermissionProfile: profile, sandboxPolicy } = settings;
  return {
    ...{ cwd, approvalPolicy, approvalsReviewer, model, serviceTier, effort, summary, personality },
    ...(profile ? { permissions: profile.id } : { sandboxPolicy }),
  };
}
