import { AppError } from '../../../protocol/errors.js';
import type { CommandExecParams, commands, ProcessSpawnParams } from '../../../protocol/v2/commands.js';
import type { ClientCommandEnd, Confinement } from '../../core/ports/index.js';
import { onAbort } from '../../domain/abort.js';
import type { Call } from '../../rpc/connection.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { CappedOutput } from './capped-output.js';
import { absolute } from './checked-params.js';
import {
  COMMANDS,
  channels,
  checkLimits,
  invalidParams,
  type KnownProcess,
  kill,
  outputCap,
  PROCESSES,
  requireNew,
  resize,
  timeLimit,
  write,
} from './known-processes.js';
import { invalid } from './overrides.js';
import { readSandbox } from './policies.js';

type Methods = Pick<typeof commands, keyof typeof commands & (`command/${string}` | `process/${string}`)>;

/** Commands of a client's own. They end with its connection. */
export const commandHandlers = {
  'command/exec': execute,
  'command/exec/write': ({ threads }, { processId, ...input }) => write(COMMANDS, threads.commands, processId, input),
  'command/exec/resize': ({ threads }, { processId, size }) => resize(COMMANDS, threads.commands, processId, size),
  'command/exec/terminate': ({ threads }, { processId }) => kill(COMMANDS, threads.commands, processId),
  'process/spawn': spawn,
  'process/writeStdin': ({ threads }, { processHandle, ...input }) =>
    write(PROCESSES, threads.processes, processHandle, input),
  'process/resizePty': ({ threads }, { processHandle, size }) =>
    resize(PROCESSES, threads.processes, processHandle, size),
  'process/kill': ({ threads }, { processHandle }) => kill(PROCESSES, threads.processes, processHandle),
} satisfies Handlers<Methods, Api>;

async function execute(api: Api, params: CommandExecParams, call: Call) {
  checkExec(params);
  const { threads } = api;
  const { command, processId, cwd, env } = params;
  const { hasStdin, isStreamed, terminal } = channels(params);
  if (processId != null) requireNew(COMMANDS, threads.commands, processId);
  const output = new CappedOutput(
    outputCap(params.disableOutputCap ? null : (params.outputBytesCap ?? undefined)),
    processId == null || !isStreamed
      ? undefined
      : (piece) => {
          threads.notify('command/exec/outputDelta', { processId, ...piece });
          return threads.caughtUp();
        },
  );
  const process = api.commands.start({
    argv: command,
    cwd: cwd ?? undefined,
    env: env ?? undefined,
    timeoutMs: timeLimit(params.disableTimeout ? null : (params.timeoutMs ?? undefined)),
    confinement: confinementOf(api, params),
    hasStdin,
    terminal,
    onOutput: (stream, chunk) => output.add(stream, chunk),
  });
  const known = { process, takesInput: hasStdin, hasTerminal: terminal !== undefined, isInputClosed: false };
  const { exitCode } = await untilEnd(threads.commands, processId ?? undefined, known, call.signal);
  return { exitCode, stdout: output.text('stdout'), stderr: output.text('stderr') };
}

function checkExec(params: CommandExecParams): void {
  const { command, processId, tty, streamStdin, streamStdoutStderr, timeoutMs, outputBytesCap } = params;
  if (command.length === 0) throw new AppError('exec_empty', 'command must not be empty', {});
  if (processId == null && (tty || streamStdin || streamStdoutStderr)) {
    const message = 'command/exec tty or streaming requires a client-supplied processId';
    throw invalid('params.processId', message);
  }
  if (timeoutMs != null && params.disableTimeout)
    throw invalidParams('command/exec cannot set both timeoutMs and disableTimeout');
  if (outputBytesCap != null && params.disableOutputCap)
    throw invalidParams('command/exec cannot set both outputBytesCap and disableOutputCap');
  checkLimits(COMMANDS, params);
  if (params.permissionProfile != null && params.sandboxPolicy != null)
    throw invalid('params.permissionProfile', '`permissionProfile` cannot be combined with `sandboxPolicy`');
}

function confinementOf(api: Api, { sandboxPolicy, permissionProfile }: CommandExecParams): Confinement | undefined {
  if (permissionProfile != null) return { profile: permissionProfile };
  return sandboxPolicy == null ? undefined : { policy: readSandbox(sandboxPolicy, api.cwd) };
}

async function spawn(api: Api, params: ProcessSpawnParams, call: Call) {
  const { command, processHandle, env } = params;
  const { hasStdin, isStreamed, terminal } = channels(params);
  const { threads } = api;
  if (command.length === 0) throw new AppError('exec_empty', 'command must not be empty', {});
  if (processHandle === '') throw invalid('params.processHandle', 'processHandle must not be empty');
  const cwd = absolute(params.cwd, 'params.cwd');
  checkLimits(PROCESSES, params);
  requireNew(PROCESSES, threads.processes, processHandle);
  const reply = `process/spawn ${processHandle}`;
  const output = new CappedOutput(
    outputCap(params.outputBytesCap),
    isStreamed
      ? (piece) => {
          threads.whenReleased(reply, () => threads.notify('process/outputDelta', { processHandle, ...piece }));
          return threads.caughtUp();
        }
      : undefined,
  );
  const process = api.commands.start({
    argv: command,
    cwd,
    env: env ?? undefined,
    timeoutMs: timeLimit(params.timeoutMs),
    confinement: 'none',
    hasStdin,
    terminal,
    onOutput: (stream, chunk) => output.add(stream, chunk),
  });
  const known = { process, takesInput: hasStdin, hasTerminal: terminal !== undefined, isInputClosed: false };
  return threads.replyFirst(reply, call, async () => {
    const ended = untilEnd(threads.processes, processHandle, known, call.signal);
    ended.then(
      ({ exitCode, heldOpen }) =>
        threads.whenReleased(reply, () =>
          threads.notify('process/exited', {
            processHandle,
            exitCode,
            outputDrainTimedOut: heldOpen,
            stdout: output.text('stdout'),
            stdoutCapReached: output.capReached('stdout'),
            stderr: output.text('stderr'),
            stderrCapReached: output.capReached('stderr'),
          }),
        ),
      () => {}, // the reply says it
    );
    await process.started.catch((e: unknown) => {
      throw AppError.is(e) && e.code === 'exec_not_started'
        ? new AppError(e.code, e.message.replace('spawn command', 'spawn process'), e.data as { reason: string })
        : e;
    });
    return {};
  });
}

/** The client can use this name until the process has ended. The process is killed when the client disconnects. */
async function untilEnd(
  all: Map<string, KnownProcess>,
  name: string | undefined,
  known: KnownProcess,
  gone: AbortSignal,
): Promise<ClientCommandEnd> {
  if (name !== undefined) all.set(name, known);
  const forget = onAbort(gone, () => known.process.kill());
  try {
    return await known.process.ended;
  } finally {
    forget();
    if (name !== undefined) all.delete(name);
  }
}
