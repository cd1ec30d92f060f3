import * as z from 'zod';
import { type RequestSpec, requestsOf } from '../../protocol/declare.js';
import type { Named } from '../../protocol/schema.js';
import * as v2 from '../../protocol/v2/index.js';

type Requests = Readonly<Record<string, RequestSpec>>;

/** Members of results and notifications that the reference counts as experimental. Those of params are declared beside their method. */
const EXPERIMENTAL_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  CommandExecutionRequestApprovalParams: ['additionalPermissions', 'availableDecisions'],
  Config: ['apps'],
  GetAccountResponse: ['workspaceRouting'],
  Thread: ['environments', 'extra', 'attachedToThreadId', 'canAcceptDirectInput', 'daybreakEnabled'],
  ThreadForkResponse: ['runtimeWorkspaceRoots', 'activePermissionProfile', 'multiAgentMode'],
  ThreadItemEntry: ['outputDeferred'],
  ThreadListResponse: ['readStates'],
  ThreadReadResponse: ['readState'],
  ThreadResumeResponse: ['runtimeWorkspaceRoots', 'activePermissionProfile', 'multiAgentMode', 'initialTurnsPage'],
  ThreadSettings: ['environments', 'multiAgentMode'],
  ThreadStartResponse: ['runtimeWorkspaceRoots', 'activePermissionProfile', 'multiAgentMode'],
};

/** The types of messages, with or without what is experimental. */
export interface Subset {
  readonly requests: Requests;
  readonly serverRequests: Requests;
  /** The declaration of a type as this subset shows it. */
  shown(declared: Named): Named;
}

export const everything: Subset = {
  requests: v2.clientRequests,
  serverRequests: v2.serverRequests,
  shown: (declared) => declared,
};

export function stableSubset(): Subset {
  const requests = stableOnly(v2.clientRequests);
  const hidden = new Map(Object.entries(EXPERIMENTAL_MEMBERS));
  for (const { params, experimentalFields } of Object.values(requests)) {
    if (params && experimentalFields) hidden.set(params.typeName, experimentalFields);
  }
  return {
    requests,
    serverRequests: v2.serverRequests,
    shown: (declared) => {
      if (declared === v2.ClientRequest) return shownAs(declared, requestsOf(requests, v2.RequestId));
      const members = hidden.get(declared.typeName);
      return members === undefined ? declared : shownAs(declared, without(declared(), members));
    },
  };
}

const stableOnly = (requests: Requests): Requests =>
  Object.fromEntries(Object.entries(requests).filter(([, { stability }]) => stability !== 'experimental'));

/** Members that are not declared here are left out as well. */
function without(schema: z.ZodType, members: readonly string[]): z.ZodType {
  if (!(schema instanceof z.ZodObject)) throw new Error('only objects have experimental members');
  const kept = Object.entries(schema.shape).filter(([name]) => !members.includes(name));
  return new z.ZodObject({ ...schema.def, shape: Object.fromEntries(kept) });
}

const shownAs = ({ typeName, doc, version }: Named, schema: z.ZodType): Named =>
  Object.assign(() => schema, { typeName, doc, ...(version === undefined ? {} : { version }) });

/** The types that the files of a generator begin with: the messages, and what requests are answered with. */
export function rootsOf({ requests, serverRequests }: Subset): Named[] {
  const answers = [requests, serverRequests].flatMap((some) => Object.values(some).map(({ result }) => result));
  return [v2.ClientRequest, v2.ServerRequest, v2.ServerNotification, v2.ClientNotification, ...answers];
}
