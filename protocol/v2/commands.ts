import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { ITEM_ID, THREAD_ID, WORKSPACE } from './examples.js';
import { AbsolutePathBuf, LegacyAppPathString } from './json.js';
import { named } from './named.js';
import { SandboxPolicy } from './policies.js';

const SizeInCharacters = z.int().min(0).max(65_535);

export const CommandExecTerminalSize = named('CommandExecTerminalSize', 'The size of a terminal in characters.', () =>
  z.object({ rows: SizeInCharacters, cols: SizeInCharacters }),
);
export type CommandExecTerminalSize = Infer<typeof CommandExecTerminalSize>;

export const CommandExecParams = named('CommandExecParams', 'Params of `command/exec`.', () =>
  z.object({
    command: z.array(z.string()),
    processId: z.string().nullish(),
    tty: z.boolean().nullish(),
    streamStdin: z.boolean().nullish(),
    streamStdoutStderr: z.boolean().nullish(),
    outputBytesCap: z.int().min(0).nullish(),
    disableOutputCap: z.boolean().nullish(),
    disableTimeout: z.boolean().nullish(),
    timeoutMs: z.int().nullish(),
    cwd: z.string().nullish(),
    env: z.record(z.string(), z.string().nullable()).nullish(),
    size: CommandExecTerminalSize().nullish(),
    sandboxPolicy: SandboxPolicy().nullish(),
    permissionProfile: z.string().nullish(),
  }),
);
export type CommandExecParams = Infer<typeof CommandExecParams>;

export const CommandExecResponse = named('CommandExecResponse', 'Result of `command/exec`.', () =>
  z.object({ exitCode: z.int(), stdout: z.string(), stderr: z.string() }),
);
export type CommandExecResponse = Infer<typeof CommandExecResponse>;

export const CommandExecWriteParams = named('CommandExecWriteParams', 'Params of `command/exec/write`.', () =>
  z.object({ processId: z.string(), deltaBase64: z.string().nullish(), closeStdin: z.boolean().nullish() }),
);
export type CommandExecWriteParams = Infer<typeof CommandExecWriteParams>;

export const CommandExecWriteResponse = named('CommandExecWriteResponse', 'Result of `command/exec/write`.', () =>
  z.object({}),
);
export type CommandExecWriteResponse = Infer<typeof CommandExecWriteResponse>;

export const CommandExecResizeParams = named('CommandExecResizeParams', 'Params of `command/exec/resize`.', () =>
  z.object({ processId: z.string(), size: CommandExecTerminalSize() }),
);
export type CommandExecResizeParams = Infer<typeof CommandExecResizeParams>;

export const CommandExecResizeResponse = named('CommandExecResizeResponse', 'Result of `command/exec/resize`.', () =>
  z.object({}),
);
export type CommandExecResizeResponse = Infer<typeof CommandExecResizeResponse>;

export const CommandExecTerminateParams = named(
  'CommandExecTerminateParams',
  'Params of `command/exec/terminate`.',
  () => z.object({ processId: z.string() }),
);
export type CommandExecTerminateParams = Infer<typeof CommandExecTerminateParams>;

export const CommandExecTerminateResponse = named(
  'CommandExecTerminateResponse',
  'Result of `command/exec/terminate`.',
  () => z.object({}),
);
export type CommandExecTerminateResponse = Infer<typeof CommandExecTerminateResponse>;

export const ProcessTerminalSize = named('ProcessTerminalSize', 'The size of a terminal in characters.', () =>
  z.object({ rows: SizeInCharacters, cols: SizeInCharacters }),
);
export type ProcessTerminalSize = Infer<typeof ProcessTerminalSize>;

export const ProcessSpawnParams = named('ProcessSpawnParams', 'Params of `process/spawn`.', () =>
  z.object({
    command: z.array(z.string()),
    processHandle: z.string(),
    cwd: AbsolutePathBuf(),
    tty: z.boolean().nullish(),
    streamStdin: z.boolean().nullish(),
    streamStdoutStderr: z.boolean().nullish(),
    outputBytesCap: z.int().min(0).nullish(),
    timeoutMs: z.int().nullish(),
    env: z.record(z.string(), z.string().nullable()).nullish(),
    size: ProcessTerminalSize().nullish(),
  }),
);
export type ProcessSpawnParams = Infer<typeof ProcessSpawnParams>;

export const ProcessSpawnResponse = named('ProcessSpawnResponse', 'Result of `process/spawn`.', () => z.object({}));
export type ProcessSpawnResponse = Infer<typeof ProcessSpawnResponse>;

export const ProcessWriteStdinParams = named('ProcessWriteStdinParams', 'Params of `process/writeStdin`.', () =>
  z.object({ processHandle: z.string(), deltaBase64: z.string().nullish(), closeStdin: z.boolean().nullish() }),
);
export type ProcessWriteStdinParams = Infer<typeof ProcessWriteStdinParams>;

export const ProcessWriteStdinResponse = named('ProcessWriteStdinResponse', 'Result of `process/writeStdin`.', () =>
  z.object({}),
);
export type ProcessWriteStdinResponse = Infer<typeof ProcessWriteStdinResponse>;

export const ProcessKillParams = named('ProcessKillParams', 'Params of `process/kill`.', () =>
  z.object({ processHandle: z.string() }),
);
export type ProcessKillParams = Infer<typeof ProcessKillParams>;

export const ProcessKillResponse = named('ProcessKillResponse', 'Result of `process/kill`.', () => z.object({}));
export type ProcessKillResponse = Infer<typeof ProcessKillResponse>;

export const ProcessResizePtyParams = named('ProcessResizePtyParams', 'Params of `process/resizePty`.', () =>
  z.object({ processHandle: z.string(), size: ProcessTerminalSize() }),
);
export type ProcessResizePtyParams = Infer<typeof ProcessResizePtyParams>;

export const ProcessResizePtyResponse = named('ProcessResizePtyResponse', 'Result of `process/resizePty`.', () =>
  z.object({}),
);
export type ProcessResizePtyResponse = Infer<typeof ProcessResizePtyResponse>;

export const ThreadBackgroundTerminalsListParams = named(
  'ThreadBackgroundTerminalsListParams',
  'Params of `thread/backgroundTerminals/list`.',
  () => z.object({ threadId: z.string(), cursor: z.string().nullish(), limit: z.int().nullish() }),
);
export type ThreadBackgroundTerminalsListParams = Infer<typeof ThreadBackgroundTerminalsListParams>;

export const ThreadBackgroundTerminal = named('ThreadBackgroundTerminal', 'A command that outlived its call.', () =>
  z.object({
    itemId: z.string(),
    processId: z.string(),
    command: z.string(),
    cwd: LegacyAppPathString(),
    osPid: z.int().nullable(),
    cpuPercent: z.number().nullable(),
    rssKb: z.int().nullable(),
  }),
);
export type ThreadBackgroundTerminal = Infer<typeof ThreadBackgroundTerminal>;

export const ThreadBackgroundTerminalsListResponse = named(
  'ThreadBackgroundTerminalsListResponse',
  'Result of `thread/backgroundTerminals/list`.',
  () => z.object({ data: z.array(ThreadBackgroundTerminal()), nextCursor: z.string().nullable() }),
);
export type ThreadBackgroundTerminalsListResponse = Infer<typeof ThreadBackgroundTerminalsListResponse>;

export const ThreadBackgroundTerminalsCleanParams = named(
  'ThreadBackgroundTerminalsCleanParams',
  'Params of `thread/backgroundTerminals/clean`.',
  () => z.object({ threadId: z.string() }),
);
export type ThreadBackgroundTerminalsCleanParams = Infer<typeof ThreadBackgroundTerminalsCleanParams>;

export const ThreadBackgroundTerminalsCleanResponse = named(
  'ThreadBackgroundTerminalsCleanResponse',
  'Result of `thread/backgroundTerminals/clean`.',
  () => z.object({}),
);
export type ThreadBackgroundTerminalsCleanResponse = Infer<typeof ThreadBackgroundTerminalsCleanResponse>;

export const ThreadBackgroundTerminalsTerminateParams = named(
  'ThreadBackgroundTerminalsTerminateParams',
  'Params of `thread/backgroundTerminals/terminate`.',
  () => z.object({ threadId: z.string(), processId: z.string() }),
);
export type ThreadBackgroundTerminalsTerminateParams = Infer<typeof ThreadBackgroundTerminalsTerminateParams>;

export const ThreadBackgroundTerminalsTerminateResponse = named(
  'ThreadBackgroundTerminalsTerminateResponse',
  'Result of `thread/backgroundTerminals/terminate`.',
  () => z.object({ terminated: z.boolean() }),
);
export type ThreadBackgroundTerminalsTerminateResponse = Infer<typeof ThreadBackgroundTerminalsTerminateResponse>;

export const CommandExecOutputStream = named('CommandExecOutputStream', 'Where output was written.', () =>
  z.enum(['stdout', 'stderr']),
);
export type CommandExecOutputStream = Infer<typeof CommandExecOutputStream>;

export const CommandExecOutputDeltaNotification = named(
  'CommandExecOutputDeltaNotification',
  'Params of `command/exec/outputDelta`.',
  () =>
    z.object({
      processId: z.string(),
      stream: CommandExecOutputStream(),
      deltaBase64: z.string(),
      capReached: z.boolean(),
    }),
);
export type CommandExecOutputDeltaNotification = Infer<typeof CommandExecOutputDeltaNotification>;

export const ProcessOutputStream = named('ProcessOutputStream', 'Where output was written.', () =>
  z.enum(['stdout', 'stderr']),
);
export type ProcessOutputStream = Infer<typeof ProcessOutputStream>;

export const ProcessOutputDeltaNotification = named(
  'ProcessOutputDeltaNotification',
  'Params of `process/outputDelta`.',
  () =>
    z.object({
      processHandle: z.string(),
      stream: ProcessOutputStream(),
      deltaBase64: z.string(),
      capReached: z.boolean(),
    }),
);
export type ProcessOutputDeltaNotification = Infer<typeof ProcessOutputDeltaNotification>;

export const ProcessExitedNotification = named('ProcessExitedNotification', 'Params of `process/exited`.', () =>
  z.object({
    processHandle: z.string(),
    exitCode: z.int(),
    outputDrainTimedOut: z.boolean().nullable(),
    stdout: z.string(),
    stdoutCapReached: z.boolean(),
    stderr: z.string(),
    stderrCapReached: z.boolean(),
  }),
);
export type ProcessExitedNotification = Infer<typeof ProcessExitedNotification>;

export const commands = family({
  'command/exec': request({
    doc: 'Runs a command for the client. The reply comes when it ends.',
    stability: 'stable',
    params: CommandExecParams,
    result: CommandExecResponse,
    errors: [
      'exec_empty',
      'exec_not_started',
      'process_busy',
      'sandbox_unavailable',
      'config_invalid',
      'invalid_params',
      'no_terminal',
    ],
    experimentalFields: ['permissionProfile'],
    beside: true,
    order: '`command/exec/outputDelta` as output comes, then the reply.',
    example: {
      params: { command: ['git', 'status'], cwd: WORKSPACE },
      result: { exitCode: 0, stdout: 'clean\n', stderr: '' },
    },
  }),
  'command/exec/write': request({
    doc: 'Writes to the standard input of a command, or closes it.',
    stability: 'stable',
    params: CommandExecWriteParams,
    result: CommandExecWriteResponse,
    errors: ['process_not_found', 'process_not_writable', 'invalid_params'],

    example: { params: { processId: 'p1', deltaBase64: 'eQo=' }, result: {} },
  }),
  'command/exec/resize': request({
    doc: 'Changes the size of the terminal of a command.',
    stability: 'stable',
    params: CommandExecResizeParams,
    result: CommandExecResizeResponse,
    errors: ['process_not_found', 'no_terminal', 'invalid_params'],

    example: { params: { processId: 'p1', size: { rows: 24, cols: 80 } }, result: {} },
  }),
  'command/exec/terminate': request({
    doc: 'Ends a command.',
    stability: 'stable',
    params: CommandExecTerminateParams,
    result: CommandExecTerminateResponse,
    errors: ['process_not_found'],

    example: { params: { processId: 'p1' }, result: {} },
  }),
  'process/spawn': request({
    doc: 'Starts a process for the client, without a sandbox.',
    stability: 'experimental',
    params: ProcessSpawnParams,
    result: ProcessSpawnResponse,
    errors: ['exec_empty', 'exec_not_started', 'process_busy', 'invalid_params', 'no_terminal'],

    order: 'The reply, then `process/outputDelta`, and `process/exited` last.',
    example: { params: { command: ['npm', 'test'], processHandle: 'h1', cwd: WORKSPACE }, result: {} },
  }),
  'process/writeStdin': request({
    doc: 'Writes to the standard input of a process, or closes it.',
    stability: 'experimental',
    params: ProcessWriteStdinParams,
    result: ProcessWriteStdinResponse,
    errors: ['process_not_found', 'process_not_writable', 'invalid_params'],

    example: { params: { processHandle: 'h1', deltaBase64: 'eQo=' }, result: {} },
  }),
  'process/kill': request({
    doc: 'Ends a process.',
    stability: 'experimental',
    params: ProcessKillParams,
    result: ProcessKillResponse,
    errors: ['process_not_found'],

    example: { params: { processHandle: 'h1' }, result: {} },
  }),
  'process/resizePty': request({
    doc: 'Changes the size of the terminal of a process.',
    stability: 'experimental',
    params: ProcessResizePtyParams,
    result: ProcessResizePtyResponse,
    errors: ['process_not_found', 'no_terminal', 'invalid_params'],

    example: { params: { processHandle: 'h1', size: { rows: 24, cols: 80 } }, result: {} },
  }),
  'thread/backgroundTerminals/list': request({
    doc: 'Lists the commands of a thread that outlived their call.',
    stability: 'experimental',
    params: ThreadBackgroundTerminalsListParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ThreadBackgroundTerminalsListResponse,
    errors: ['conversation_not_found'],

    example: {
      params: { threadId: THREAD_ID },
      result: {
        data: [
          {
            itemId: ITEM_ID,
            processId: '1',
            command: 'command',
            cwd: WORKSPACE,
            osPid: null,
            cpuPercent: null,
            rssKb: null,
          },
        ],
        nextCursor: null,
      },
    },
  }),
  'thread/backgroundTerminals/clean': request({
    doc: 'Ends all commands of a thread that outlived their call.',
    stability: 'experimental',
    params: ThreadBackgroundTerminalsCleanParams,
    conversation: ['threadId'],
    result: ThreadBackgroundTerminalsCleanResponse,
    errors: ['conversation_not_found'],

    example: { params: { threadId: THREAD_ID }, result: {} },
  }),
  'thread/backgroundTerminals/terminate': request({
    doc: 'Ends one command that outlived its call.',
    stability: 'experimental',
    params: ThreadBackgroundTerminalsTerminateParams,
    conversation: ['threadId'],
    result: ThreadBackgroundTerminalsTerminateResponse,
    errors: ['conversation_not_found'],

    example: { params: { threadId: THREAD_ID, processId: '1' }, result: { terminated: true } },
  }),
});

export const commandNotifications = {
  'command/exec/outputDelta': notification({
    doc: 'More output of a command of the client.',
    stability: 'stable',
    params: CommandExecOutputDeltaNotification,

    example: { params: { processId: 'p1', stream: 'stdout', deltaBase64: 'cm9zZXMK', capReached: false } },
  }),
  'process/outputDelta': notification({
    doc: 'More output of a process of the client.',
    stability: 'stable',
    params: ProcessOutputDeltaNotification,

    example: { params: { processHandle: 'h1', stream: 'stdout', deltaBase64: 'cm9zZXMK', capReached: false } },
  }),
  'process/exited': notification({
    doc: 'A process of the client has ended.',
    stability: 'stable',
    params: ProcessExitedNotification,

    example: {
      params: {
        processHandle: 'h1',
        exitCode: 0,
        outputDrainTimedOut: null,
        stdout: 'clean',
        stdoutCapReached: false,
        stderr: '',
        stderrCapReached: false,
      },
    },
  }),
};
