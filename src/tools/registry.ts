import type { ConversationSettings, Tool, ToolCall, Tools } from '../core/ports.js';
import { planTool } from './plan.js';
import { readArguments, SHELL_SPEC } from './shell/arguments.js';
import type { ShellDependencies } from './shell/shell.js';
import { createViewImageTool, type MayRead } from './view-image.js';

/** Which tools a conversation offers, in the order of v1-agent-core §12.1. */
export function createTools(shell: ShellDependencies, mayRead: MayRead): Tools {
  const shellTool = createShellTool(shell);
  const viewImageTool = createViewImageTool(mayRead);
  return {
    offered: (settings: ConversationSettings): readonly Tool[] => [
      shellTool,
      ...(settings.includePlanTool ? [planTool] : []),
      ...(settings.viewImageTool ? [viewImageTool] : []),
    ],
  };
}

/** Models call it by other names as well: `container.exec`, and the shell that is built into some of them. */
const SHELL_NAMES = ['shell', 'container.exec'];

function createShellTool(dependencies: ShellDependencies): Tool {
  return {
    spec: SHELL_SPEC,
    answers: ({ kind, name }: ToolCall) =>
      kind === 'local-shell' || (kind === 'function' && SHELL_NAMES.includes(name)),
    async run(call, context) {
      const shell = readArguments(call.input);
      if (typeof shell === 'string') return shell;
      const { runShell } = await import('./shell/shell.js');
      return runShell(call, shell, context, dependencies);
    },
  };
}
