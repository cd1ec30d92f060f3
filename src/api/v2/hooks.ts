import type { hooks } from '../../../protocol/v2/hooks.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { wireHook } from './hook-rows.js';

/** The hooks of the configuration. */
export const hookHandlers = {
  'hooks/list'({ cwd, settings }, { cwds }) {
    const folders = cwds?.length ? cwds : [cwd];
    return {
      data: folders.map((folder) => {
        const { hooks, warnings, errors } = settings.hooks(folder);
        return { cwd: folder, hooks: hooks.map(wireHook), warnings: [...warnings], errors: [...errors] };
      }),
    };
  },
} satisfies Handlers<typeof hooks, Api>;
