import type { search } from '../../../protocol/v2/search.js';
import type { workspace } from '../../../protocol/v2/workspace.js';
import type { Handlers } from '../../rpc/dispatch.js';
import { workspaceHandlers as v1 } from '../v1/workspace.js';
import type { Api } from './api.js';
import { wireFile } from './search-sessions.js';

/** Both protocols have these under one name; v2 has more members. */
export const workspaceHandlers = {
  gitDiffToRemote: v1.gitDiffToRemote,
  async fuzzyFileSearch(api, params, call) {
    const { files } = await v1.fuzzyFileSearch(api, params, call);
    return { files: files.map(wireFile) };
  },
} satisfies Handlers<Pick<typeof search, 'fuzzyFileSearch'> & Pick<typeof workspace, 'gitDiffToRemote'>, Api>;
