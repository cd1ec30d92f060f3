import { AppError } from '../../../protocol/errors.js';
import { explain } from '../../../protocol/explain.js';
import { ResponseItem } from '../../../protocol/rollout/items.js';
import type { ThreadForkParams, ThreadResumeParams, ThreadStartParams } from '../../../protocol/v2/threads.js';
import type { SettingsOverrides } from '../../core/ports/index.js';
import { type DynamicTool, dynamicToolProblem } from '../../domain/dynamic-tool.js';
import type { HistoryItem } from '../../domain/history-item.js';
import { serviceTierNamed } from '../../domain/policies.js';
import { readApproval } from './policies.js';

type Params = Pick<
  ThreadStartParams & ThreadResumeParams & ThreadForkParams,
  | 'model'
  | 'modelProvider'
  | 'cwd'
  | 'approvalPolicy'
  | 'sandbox'
  | 'permissions'
  | 'runtimeWorkspaceRoots'
  | 'config'
  | 'baseInstructions'
  | 'developerInstructions'
  | 'serviceTier'
> & {
  readonly ephemeral?: boolean | null | undefined;
  readonly dynamicTools?: ThreadStartParams['dynamicTools'];
  readonly threadSource?: string | null | undefined;
};

/** What a client wants of a thread that it starts, resumes or forks. */
export function overridesOf(params: Params): SettingsOverrides {
  const { model, modelProvider, cwd, approvalPolicy, config, baseInstructions, developerInstructions } = params;
  return {
    protocol: 'v2',
    // Today's models have these by default (C407).
    includeApplyPatchTool: true,
    includePlanTool: true,
    model,
    cwd,
    approvalPolicy: approvalPolicy == null ? undefined : readApproval(approvalPolicy),
    ...permissionsOf(params),
    config: { ...config, ...(modelProvider == null ? {} : { model_provider: modelProvider }) },
    baseInstructions,
    developerInstructions,
    ephemeral: params.ephemeral,
    dynamicTools: readDynamicTools(params.dynamicTools),
    serviceTier: wantedTier(params.serviceTier),
    threadSource: params.threadSource,
  };
}

/** Null asks for the default tier. Without this member, the tier stays as it is. */
export function wantedTier(given: string | null | undefined): string | undefined {
  if (given === null || given === '') return 'default';
  return serviceTierNamed(given);
}

function readDynamicTools(given: ThreadStartParams['dynamicTools']): SettingsOverrides['dynamicTools'] {
  if (given == null) return undefined;
  const tools = given.map((tool) => tool as DynamicTool);
  const problem = dynamicToolProblem(tools);
  if (problem !== undefined) throw invalid('params.dynamicTools', problem);
  return tools;
}

function permissionsOf({ sandbox, permissions, runtimeWorkspaceRoots: workspaceRoots }: Params) {
  if (permissions != null && sandbox != null)
    throw invalid('params.permissions', '`permissions` cannot be combined with `sandbox`');
  return { sandbox, permissions, workspaceRoots };
}

/** A refusal in a text that clients know. */
export function invalid(path: string, message: string): AppError {
  return new AppError('invalid_request', message, { path, reason: message });
}

/** The n-th item that a client puts into a history; `member` is the member of the params that has them. */
export function historyItem(item: unknown, n: number, member: string): HistoryItem {
  const parsed = ResponseItem().safeParse(item);
  if (parsed.success) return parsed.data;
  const { path, reason } = explain(parsed.error);
  throw invalid(['params', member, n, ...path].join('.'), `${member}[${n}] is not a valid response item: ${reason}`);
}
