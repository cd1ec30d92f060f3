import type { workspace } from '../../../protocol/v1/workspace.js';
import { type Handlers, notImplemented } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

export const workspaceHandlers = {
  gitDiffToRemote: notImplemented,
  fuzzyFileSearch: notImplemented,
  execOneOffCommand: notImplemented,
} satisfies Handlers<typeof workspace, Api>;
