import type { ConversationSettings, HookedCall, Tool, ToolCall } from '../../core/ports/index.js';
import { lateModule } from '../../os/late-import.js';
import { commandOf, hookedCommand, rawArguments } from '../hooked-input.js';
import { EXEC_SPEC, EXEC_SPEC_WITH_PERMISSIONS, readExec, readStdin, STDIN_SPEC } from './arguments.js';
import type { ExecDependencies } from './exec-command.js';
import type { ExecSessions } from './sessions.js';

const loadExecCommand = lateModule(() => import('./exec-command.js'));
const loadWriteStdin = lateModule(() => import('./write-stdin.js'));

export function createExecTool(dependencies: ExecDependencies, { commandPermissions }: ConversationSettings): Tool {
  return {
    spec: commandPermissions ? EXEC_SPEC_WITH_PERMISSIONS : EXEC_SPEC,
    answers: isCallOf('exec_command'),
    hooked: hookedExec,
    async run(call, context) {
      const exec = readExec(call.input);
      if (typeof exec === 'string') return exec;
      const { execCommand } = await loadExecCommand();
      return execCommand(call, exec, context, dependencies);
    },
  };
}

export function createStdinTool(sessions: ExecSessions): Tool {
  return {
    spec: STDIN_SPEC,
    answers: isCallOf('write_stdin'),
    // Hooks have already seen the command; those after a tool see its end in the result.
    hooked: () => undefined,
    async run(call, context) {
      const stdin = readStdin(call.input);
      if (typeof stdin === 'string') return stdin;
      const { writeStdin } = await loadWriteStdin();
      return writeStdin(call, stdin, context, sessions);
    },
  };
}

/** Hooks see the command line, under their name for shells. Arguments that cannot be read never run, so hooks see them unchanged. */
function hookedExec(call: ToolCall): HookedCall {
  const read = readExec(call.input);
  return {
    ...(typeof read === 'string' ? { name: 'Bash', input: call.input } : hookedCommand(read.script)),
    withInput: (input) => {
      const cmd = commandOf(input);
      return cmd === undefined ? undefined : { ...call, input: JSON.stringify({ ...rawArguments(call.input), cmd }) };
    },
  };
}

const isCallOf =
  (tool: string) =>
  ({ kind, name }: ToolCall): boolean =>
    kind === 'function' && name === tool;
