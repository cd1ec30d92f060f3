import type { workspace } from '../../../protocol/v1/workspace.js';
import { onAbort } from '../../domain/abort.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

export const workspaceHandlers = {
  gitDiffToRemote: (api, { cwd }, call) => api.diffToRemote(cwd, call.signal),
  async fuzzyFileSearch(api, { query, roots, cancellationToken: token }, call) {
    const { signal, end } = takePlace(api.session.searches, token ?? undefined, call.signal);
    try {
      return { files: await api.files.find(query, roots, signal) };
    } finally {
      end();
    }
  },
  execOneOffCommand: (api, { command, cwd, timeoutMs, sandboxPolicy }, call) =>
    api.commands.runOneOff({
      argv: command,
      cwd: cwd ?? undefined,
      timeoutMs: timeoutMs ?? undefined,
      policy: sandboxPolicy ?? undefined,
      signal: call.signal,
    }),
} satisfies Handlers<typeof workspace, Api>;

/** A search ends the one that has its token (C30), and ends with its client. */
function takePlace(searches: Map<string, AbortController>, token: string | undefined, gone: AbortSignal) {
  if (token === undefined) return { signal: gone, end: () => {} };
  searches.get(token)?.abort();
  const own = new AbortController();
  searches.set(token, own);
  const forget = onAbort(gone, () => own.abort());
  const end = (): void => {
    forget();
    if (searches.get(token) === own) searches.delete(token);
  };
  return { signal: own.signal, end };
}
