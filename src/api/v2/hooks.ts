import type { hooks } from '../../../protocol/v2/hooks.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

export const hookHandlers = {
  /** Hooks are not run here, so no folder has any (C467). */
  'hooks/list'({ cwd }, { cwds }) {
    const folders = cwds?.length ? cwds : [cwd];
    return { data: folders.map((folder) => ({ cwd: folder, hooks: [], warnings: [], errors: [] })) };
  },
} satisfies Handlers<typeof hooks, Api>;
