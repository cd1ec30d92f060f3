import * as z from 'zod';
import { family, notification, serverRequest } from '../declare.js';
import type { Infer } from '../schema.js';
import { BEGAN_MS, ITEM_ID, THREAD_ID, TURN_ID, WORKSPACE } from './examples.js';
import { CommandAction } from './item-parts.js';
import { LegacyAppPathString, RequestId } from './json.js';
import { named } from './named.js';

export const CommandExecutionApprovalKind = named(
  'CommandExecutionApprovalKind',
  'What needs the approval: a command of the model, one of the user, or input for a command that runs.',
  () => z.enum(['command', 'humanCommand', 'writeStdin']),
);
export type CommandExecutionApprovalKind = Infer<typeof CommandExecutionApprovalKind>;

export const NetworkApprovalProtocol = named('NetworkApprovalProtocol', 'How a host is reached.', () =>
  z.enum(['http', 'https', 'socks5Tcp', 'socks5Udp']),
);
export type NetworkApprovalProtocol = Infer<typeof NetworkApprovalProtocol>;

export const NetworkApprovalContext = named('NetworkApprovalContext', 'The host that a command wants to reach.', () =>
  z.object({ host: z.string(), protocol: NetworkApprovalProtocol() }),
);
export type NetworkApprovalContext = Infer<typeof NetworkApprovalContext>;

export const AdditionalNetworkPermissions = named(
  'AdditionalNetworkPermissions',
  'Network access beyond the sandbox.',
  () => z.object({ enabled: z.boolean().nullable().default(null) }),
);
export type AdditionalNetworkPermissions = Infer<typeof AdditionalNetworkPermissions>;

export const FileSystemSpecialPath = named('FileSystemSpecialPath', 'A folder by its role.', () =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('root') }),
    z.object({ kind: z.literal('minimal') }),
    z.object({ kind: z.literal('project_roots'), subpath: LegacyAppPathString().nullable().default(null) }),
    z.object({ kind: z.literal('tmpdir') }),
    z.object({ kind: z.literal('slash_tmp') }),
    z.object({ kind: z.literal('unknown'), path: z.string(), subpath: LegacyAppPathString().nullable().default(null) }),
  ]),
);
export type FileSystemSpecialPath = Infer<typeof FileSystemSpecialPath>;

export const FileSystemPath = named('FileSystemPath', 'A path, a pattern, or a folder by its role.', () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('path'), path: LegacyAppPathString() }),
    z.object({ type: z.literal('glob_pattern'), pattern: z.string() }),
    z.object({ type: z.literal('special'), value: FileSystemSpecialPath() }),
  ]),
);
export type FileSystemPath = Infer<typeof FileSystemPath>;

export const FileSystemAccessMode = named('FileSystemAccessMode', 'What may be done with a path.', () =>
  z.enum(['read', 'write', 'deny']),
);
export type FileSystemAccessMode = Infer<typeof FileSystemAccessMode>;

export const FileSystemSandboxEntry = named('FileSystemSandboxEntry', 'A path and what may be done with it.', () =>
  z.object({ path: FileSystemPath(), access: FileSystemAccessMode() }),
);
export type FileSystemSandboxEntry = Infer<typeof FileSystemSandboxEntry>;

export const AdditionalFileSystemPermissions = named(
  'AdditionalFileSystemPermissions',
  'Paths that may be read or written beyond the sandbox.',
  () =>
    z.object({
      read: z.array(LegacyAppPathString()).nullable().default(null),
      write: z.array(LegacyAppPathString()).nullable().default(null),
      globScanMaxDepth: z.int().nullish(),
      entries: z.array(FileSystemSandboxEntry()).nullable().default(null),
    }),
);
export type AdditionalFileSystemPermissions = Infer<typeof AdditionalFileSystemPermissions>;

export const AdditionalPermissionProfile = named(
  'AdditionalPermissionProfile',
  'What a command wants beyond the sandbox.',
  () =>
    z.object({
      network: AdditionalNetworkPermissions().nullable(),
      fileSystem: AdditionalFileSystemPermissions().nullable(),
    }),
);
export type AdditionalPermissionProfile = Infer<typeof AdditionalPermissionProfile>;

export const ExecPolicyAmendment = named(
  'ExecPolicyAmendment',
  'The first words of commands that need no approval from now on.',
  () => z.array(z.string()),
);
export type ExecPolicyAmendment = Infer<typeof ExecPolicyAmendment>;

export const NetworkPolicyRuleAction = named('NetworkPolicyRuleAction', 'What happens to a host.', () =>
  z.enum(['allow', 'deny']),
);
export type NetworkPolicyRuleAction = Infer<typeof NetworkPolicyRuleAction>;

export const NetworkPolicyAmendment = named('NetworkPolicyAmendment', 'A rule for one host.', () =>
  z.object({ host: z.string(), action: NetworkPolicyRuleAction() }),
);
export type NetworkPolicyAmendment = Infer<typeof NetworkPolicyAmendment>;

export const CommandExecutionApprovalDecision = named(
  'CommandExecutionApprovalDecision',
  'The answer to the approval of a command. After `decline` the turn continues, after `cancel` it ends.',
  () =>
    z.union([
      z.enum(['accept', 'acceptForSession', 'decline', 'cancel']),
      z.object({ acceptWithExecpolicyAmendment: z.object({ execpolicy_amendment: ExecPolicyAmendment() }) }),
      z.object({ applyNetworkPolicyAmendment: z.object({ network_policy_amendment: NetworkPolicyAmendment() }) }),
    ]),
);
export type CommandExecutionApprovalDecision = Infer<typeof CommandExecutionApprovalDecision>;

export const CommandExecutionRequestApprovalParams = named(
  'CommandExecutionRequestApprovalParams',
  'Params of `item/commandExecution/requestApproval`.',
  () =>
    z.object({
      kind: CommandExecutionApprovalKind(),
      threadId: z.string(),
      turnId: z.string(),
      itemId: z.string(),
      startedAtMs: z.int(),
      approvalId: z.string().nullable(),
      environmentId: z.string().nullable(),
      reason: z.string().nullable(),
      networkApprovalContext: NetworkApprovalContext().nullable(),
      command: z.string().nullable(),
      cwd: LegacyAppPathString().nullable(),
      commandActions: z.array(CommandAction()).nullable(),
      additionalPermissions: AdditionalPermissionProfile().nullable(),
      proposedExecpolicyAmendment: ExecPolicyAmendment().nullable(),
      proposedNetworkPolicyAmendments: z.array(NetworkPolicyAmendment()).nullable(),
      availableDecisions: z.array(CommandExecutionApprovalDecision()).nullable(),
    }),
);
export type CommandExecutionRequestApprovalParams = Infer<typeof CommandExecutionRequestApprovalParams>;

export const CommandExecutionRequestApprovalResponse = named(
  'CommandExecutionRequestApprovalResponse',
  'Result of `item/commandExecution/requestApproval`.',
  () => z.object({ decision: CommandExecutionApprovalDecision() }),
);
export type CommandExecutionRequestApprovalResponse = Infer<typeof CommandExecutionRequestApprovalResponse>;

export const FileChangeRequestApprovalParams = named(
  'FileChangeRequestApprovalParams',
  'Params of `item/fileChange/requestApproval`.',
  () =>
    z.object({
      threadId: z.string(),
      turnId: z.string(),
      itemId: z.string(),
      startedAtMs: z.int(),
      reason: z.string().nullable(),
      grantRoot: z.string().nullable(),
    }),
);
export type FileChangeRequestApprovalParams = Infer<typeof FileChangeRequestApprovalParams>;

export const FileChangeApprovalDecision = named(
  'FileChangeApprovalDecision',
  'The answer to the approval of a patch. After `decline` the turn continues, after `cancel` it ends.',
  () => z.enum(['accept', 'acceptForSession', 'decline', 'cancel']),
);
export type FileChangeApprovalDecision = Infer<typeof FileChangeApprovalDecision>;

export const FileChangeRequestApprovalResponse = named(
  'FileChangeRequestApprovalResponse',
  'Result of `item/fileChange/requestApproval`.',
  () => z.object({ decision: FileChangeApprovalDecision() }),
);
export type FileChangeRequestApprovalResponse = Infer<typeof FileChangeRequestApprovalResponse>;

export const RequestPermissionProfile = named(
  'RequestPermissionProfile',
  'The permissions that the model asks for.',
  () =>
    z.object({
      network: AdditionalNetworkPermissions().nullable(),
      fileSystem: AdditionalFileSystemPermissions().nullable(),
    }),
);
export type RequestPermissionProfile = Infer<typeof RequestPermissionProfile>;

export const PermissionsRequestApprovalParams = named(
  'PermissionsRequestApprovalParams',
  'Params of `item/permissions/requestApproval`.',
  () =>
    z.object({
      threadId: z.string(),
      turnId: z.string(),
      itemId: z.string(),
      environmentId: z.string().nullable(),
      startedAtMs: z.int(),
      cwd: LegacyAppPathString(),
      reason: z.string().nullable(),
      permissions: RequestPermissionProfile(),
    }),
);
export type PermissionsRequestApprovalParams = Infer<typeof PermissionsRequestApprovalParams>;

export const GrantedPermissionProfile = named(
  'GrantedPermissionProfile',
  'The permissions that the user grants; an empty object grants nothing.',
  () =>
    z.object({
      network: AdditionalNetworkPermissions().nullish(),
      fileSystem: AdditionalFileSystemPermissions().nullish(),
    }),
);
export type GrantedPermissionProfile = Infer<typeof GrantedPermissionProfile>;

export const PermissionGrantScope = named('PermissionGrantScope', 'How long granted permissions last.', () =>
  z.enum(['turn', 'session']),
);
export type PermissionGrantScope = Infer<typeof PermissionGrantScope>;

export const PermissionsRequestApprovalResponse = named(
  'PermissionsRequestApprovalResponse',
  'Result of `item/permissions/requestApproval`.',
  () =>
    z.object({
      permissions: GrantedPermissionProfile(),
      scope: PermissionGrantScope().nullish(),
      strictAutoReview: z.boolean().nullish(),
    }),
);
export type PermissionsRequestApprovalResponse = Infer<typeof PermissionsRequestApprovalResponse>;

export const ServerRequestResolvedNotification = named(
  'ServerRequestResolvedNotification',
  'Params of `serverRequest/resolved`.',
  () => z.object({ threadId: z.string(), requestId: RequestId() }),
);
export type ServerRequestResolvedNotification = Infer<typeof ServerRequestResolvedNotification>;

export const approvals = family({
  'item/commandExecution/requestApproval': serverRequest({
    doc: 'Asks whether a command may run. An error, or an answer that cannot be read, counts as `decline`.',
    stability: 'stable',
    params: CommandExecutionRequestApprovalParams,
    result: CommandExecutionRequestApprovalResponse,
    errors: [],

    order: '`item/started` comes before it.',
    example: {
      params: {
        kind: 'command',
        threadId: THREAD_ID,
        turnId: TURN_ID,
        itemId: ITEM_ID,
        startedAtMs: BEGAN_MS,
        approvalId: null,
        environmentId: 'local',
        reason: 'The tests need their dependencies.',
        networkApprovalContext: null,
        command: "/bin/bash -lc 'npm install'",
        cwd: WORKSPACE,
        commandActions: [{ type: 'unknown', command: 'npm install' }],
        additionalPermissions: null,
        proposedExecpolicyAmendment: ['npm', 'install'],
        proposedNetworkPolicyAmendments: null,
        availableDecisions: ['accept', 'cancel'],
      },
      result: { decision: 'accept' },
    },
  }),
  'item/fileChange/requestApproval': serverRequest({
    doc: 'Asks whether a patch may be applied. An error, or an answer that cannot be read, counts as `decline`.',
    stability: 'stable',
    params: FileChangeRequestApprovalParams,
    result: FileChangeRequestApprovalResponse,
    errors: [],

    order: '`item/started` with the changes comes before it.',
    example: {
      params: {
        threadId: THREAD_ID,
        turnId: TURN_ID,
        itemId: ITEM_ID,
        startedAtMs: BEGAN_MS,
        reason: null,
        grantRoot: null,
      },
      result: { decision: 'accept' },
    },
  }),
  'item/permissions/requestApproval': serverRequest({
    doc: 'Asks for permissions beyond the sandbox. An error, or an answer that cannot be read, grants nothing.',
    stability: 'stable',
    params: PermissionsRequestApprovalParams,
    result: PermissionsRequestApprovalResponse,
    errors: [],

    example: {
      params: {
        threadId: THREAD_ID,
        turnId: TURN_ID,
        itemId: ITEM_ID,
        environmentId: null,
        startedAtMs: BEGAN_MS,
        cwd: WORKSPACE,
        reason: null,
        permissions: { network: null, fileSystem: null },
      },
      result: { permissions: {}, scope: 'turn' },
    },
  }),
});

export const approvalNotifications = {
  'serverRequest/resolved': notification({
    doc: 'A request of the server needs no answer any more.',
    stability: 'stable',
    params: ServerRequestResolvedNotification,

    example: { params: { threadId: THREAD_ID, requestId: 0 } },
  }),
};
