import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { THREAD_ID, TURN_ID, WORKSPACE } from './examples.js';
import { AbsolutePathBuf, LegacyAppPathString } from './json.js';
import { named } from './named.js';

export const HooksListParams = named('HooksListParams', 'Params of `hooks/list`.', () =>
  z.object({ cwds: z.array(z.string()).nullish(), threadId: z.string().nullish() }),
);
export type HooksListParams = Infer<typeof HooksListParams>;

export const HookEventName = named('HookEventName', 'The event that a hook runs at.', () =>
  z.enum([
    'preModelRequest',
    'postModelRequest',
    'preToolUse',
    'permissionRequest',
    'postToolUse',
    'preCompact',
    'postCompact',
    'sessionStart',
    'sessionEnd',
    'userPromptSubmit',
    'subagentStart',
    'subagentStop',
    'stop',
    'interrupt',
  ]),
);
export type HookEventName = Infer<typeof HookEventName>;

export const HookSource = named('HookSource', 'Where a hook is configured.', () =>
  z.enum([
    'system',
    'user',
    'project',
    'mdm',
    'sessionFlags',
    'plugin',
    'cloudRequirements',
    'cloudManagedConfig',
    'legacyManagedConfigFile',
    'legacyManagedConfigMdm',
    'unknown',
  ]),
);
export type HookSource = Infer<typeof HookSource>;

export const HookTrustStatus = named('HookTrustStatus', 'Whether the user trusts a hook as it is now.', () =>
  z.enum(['managed', 'untrusted', 'trusted', 'modified']),
);
export type HookTrustStatus = Infer<typeof HookTrustStatus>;

const times = () => ({
  key: z.string(),
  eventName: HookEventName(),
  matcher: z.string().nullable(),
  timeoutSec: z.int(),
  statusMessage: z.string().nullable(),
  additionalContextLimit: z.int().nullable(),
  sourcePath: AbsolutePathBuf(),
  source: HookSource(),
  pluginId: z.string().nullable(),
  environmentId: z.string().nullable(),
  displayOrder: z.int(),
  enabled: z.boolean(),
  isManaged: z.boolean(),
  currentHash: z.string(),
  trustStatus: HookTrustStatus(),
});

export const HookMetadata = named('HookMetadata', 'A hook of the configuration.', () =>
  z.discriminatedUnion('handlerType', [
    z.object({ handlerType: z.literal('command'), command: z.string(), async: z.boolean(), ...times() }),
    z.object({ handlerType: z.literal('mcpTool'), server: z.string(), tool: z.string(), ...times() }),
    z.object({ handlerType: z.literal('prompt'), ...times() }),
    z.object({ handlerType: z.literal('agent'), ...times() }),
  ]),
);
export type HookMetadata = Infer<typeof HookMetadata>;

export const HookErrorInfo = named('HookErrorInfo', 'A file of hooks that cannot be read.', () =>
  z.object({ path: z.string(), message: z.string() }),
);
export type HookErrorInfo = Infer<typeof HookErrorInfo>;

export const HooksListEntry = named('HooksListEntry', 'The hooks that one folder sees.', () =>
  z.object({
    cwd: z.string(),
    hooks: z.array(HookMetadata()),
    warnings: z.array(z.string()),
    errors: z.array(HookErrorInfo()),
  }),
);
export type HooksListEntry = Infer<typeof HooksListEntry>;

export const HooksListResponse = named('HooksListResponse', 'Result of `hooks/list`.', () =>
  z.object({ data: z.array(HooksListEntry()) }),
);
export type HooksListResponse = Infer<typeof HooksListResponse>;

export const HookHandlerType = named('HookHandlerType', 'What a hook runs.', () =>
  z.enum(['command', 'mcpTool', 'prompt', 'agent']),
);
export type HookHandlerType = Infer<typeof HookHandlerType>;

export const HookExecutionMode = named('HookExecutionMode', 'Whether the turn waits for a hook.', () =>
  z.enum(['sync', 'async']),
);
export type HookExecutionMode = Infer<typeof HookExecutionMode>;

export const HookScope = named('HookScope', 'Whether a hook runs for a turn or for a thread.', () =>
  z.enum(['thread', 'turn']),
);
export type HookScope = Infer<typeof HookScope>;

export const HookRunStatus = named('HookRunStatus', 'The state of a run of a hook.', () =>
  z.enum(['running', 'completed', 'failed', 'blocked', 'stopped']),
);
export type HookRunStatus = Infer<typeof HookRunStatus>;

export const HookOutputEntryKind = named('HookOutputEntryKind', 'What a hook said.', () =>
  z.enum(['warning', 'stop', 'feedback', 'context', 'error']),
);
export type HookOutputEntryKind = Infer<typeof HookOutputEntryKind>;

export const HookOutputEntry = named('HookOutputEntry', 'One thing that a hook said.', () =>
  z.object({ kind: HookOutputEntryKind(), text: z.string() }),
);
export type HookOutputEntry = Infer<typeof HookOutputEntry>;

export const HookRunSummary = named('HookRunSummary', 'One run of a hook.', () =>
  z.object({
    id: z.string(),
    eventName: HookEventName(),
    handlerType: HookHandlerType(),
    executionMode: HookExecutionMode(),
    scope: HookScope(),
    sourcePath: LegacyAppPathString(),
    source: HookSource(),
    displayOrder: z.int(),
    status: HookRunStatus(),
    statusMessage: z.string().nullable(),
    startedAt: z.int(),
    completedAt: z.int().nullable(),
    durationMs: z.int().nullable(),
    entries: z.array(HookOutputEntry()),
  }),
);
export type HookRunSummary = Infer<typeof HookRunSummary>;

export const HookStartedNotification = named('HookStartedNotification', 'Params of `hook/started`.', () =>
  z.object({ threadId: z.string(), turnId: z.string().nullable(), run: HookRunSummary() }),
);
export type HookStartedNotification = Infer<typeof HookStartedNotification>;

export const HookCompletedNotification = named('HookCompletedNotification', 'Params of `hook/completed`.', () =>
  z.object({ threadId: z.string(), turnId: z.string().nullable(), run: HookRunSummary() }),
);
export type HookCompletedNotification = Infer<typeof HookCompletedNotification>;

export const hooks = family({
  'hooks/list': request({
    doc: 'Lists the hooks that each folder sees, and whether they are trusted.',
    stability: 'stable',
    params: HooksListParams,
    result: HooksListResponse,
    errors: ['config_invalid'],

    example: {
      params: { cwds: [WORKSPACE] },
      result: { data: [{ cwd: WORKSPACE, hooks: [], warnings: [], errors: [] }] },
    },
  }),
});

export const hookNotifications = {
  'hook/started': notification({
    doc: 'A hook has begun to run.',
    stability: 'stable',
    params: HookStartedNotification,

    example: {
      params: {
        threadId: THREAD_ID,
        turnId: TURN_ID,
        run: {
          id: 'id',
          eventName: 'preModelRequest',
          handlerType: 'command',
          executionMode: 'sync',
          scope: 'thread',
          sourcePath: 'sourcePath',
          source: 'system',
          displayOrder: 0,
          status: 'running',
          statusMessage: null,
          startedAt: 0,
          completedAt: null,
          durationMs: null,
          entries: [{ kind: 'warning', text: 'text' }],
        },
      },
    },
  }),
  'hook/completed': notification({
    doc: 'A hook has ended.',
    stability: 'stable',
    params: HookCompletedNotification,

    example: {
      params: {
        threadId: THREAD_ID,
        turnId: TURN_ID,
        run: {
          id: 'id',
          eventName: 'preModelRequest',
          handlerType: 'command',
          executionMode: 'sync',
          scope: 'thread',
          sourcePath: 'sourcePath',
          source: 'system',
          displayOrder: 0,
          status: 'running',
          statusMessage: null,
          startedAt: 0,
          completedAt: null,
          durationMs: null,
          entries: [{ kind: 'warning', text: 'text' }],
        },
      },
    },
  }),
};
