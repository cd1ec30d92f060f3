import type { workspace } from '../../../protocol/v1/workspace.js';
import { type Handlers, notImplemented } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

export const workspaceHandlers = {
  gitDiffToRemote: (api, { cwd }, call) => api.diffToRemote(cwd, call.signal),
  fuzzyFileSearch: notImplemented,
  execOneOffCommand: (api, { command, cwd, timeoutMs, sandboxPolicy }, call) =>
    api.commands.runOneOff({
      argv: command,
      cwd: cwd ?? undefined,
      timeoutMs: timeoutMs ?? undefined,
      policy: sandboxPolicy ?? undefined,
      signal: call.signal,
    }),
} satisfies Handlers<typeof workspace, Api>;
