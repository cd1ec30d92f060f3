import type { Tool, ToolCall } from '../../core/ports/index.js';
import { importLate } from '../../os/late-import.js';
import { EXEC_SPEC, readExec, readStdin, STDIN_SPEC } from './arguments.js';
import type { ExecDependencies } from './exec-command.js';
import type { ExecSessions } from './sessions.js';

export function createExecTool(dependencies: ExecDependencies): Tool {
  return {
    spec: EXEC_SPEC,
    answers: isCallOf('exec_command'),
    async run(call, context) {
      const exec = readExec(call.input);
      if (typeof exec === 'string') return exec;
      const { execCommand } = await importLate(() => import('./exec-command.js'));
      return execCommand(call, exec, context, dependencies);
    },
  };
}

export function createStdinTool(sessions: ExecSessions): Tool {
  return {
    spec: STDIN_SPEC,
    answers: isCallOf('write_stdin'),
    async run(call, context) {
      const stdin = readStdin(call.input);
      if (typeof stdin === 'string') return stdin;
      const { writeStdin } = await importLate(() => import('./write-stdin.js'));
      return writeStdin(call, stdin, context, sessions);
    },
  };
}

const isCallOf =
  (tool: string) =>
  ({ kind, name }: ToolCall): boolean =>
    kind === 'function' && name === tool;
