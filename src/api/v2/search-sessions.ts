import { AppError } from '../../../protocol/errors.js';
import type { FuzzyFileSearchResult, search } from '../../../protocol/v2/search.js';
import type { FoundFile } from '../../core/ports/index.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { invalid } from './overrides.js';
import type { SearchSession } from './session.js';

type Methods = Pick<typeof search, keyof typeof search & `fuzzyFileSearch/${string}`>;

export const searchSessionHandlers = {
  'fuzzyFileSearch/sessionStart'({ threads, files }, { sessionId, roots }, { afterReply }) {
    if (sessionId === '') throw invalid('params.sessionId', 'sessionId must not be empty');
    if (roots.length === 0) {
      const reason = 'at least one search directory is required';
      throw new AppError('io_error', `failed to start fuzzy file search session: ${reason}`, { reason });
    }
    threads.searches.get(sessionId)?.running.abort();
    const session = { roots, running: new AbortController() };
    threads.searches.set(sessionId, session);
    // Clients know that there is nothing to show yet.
    afterReply(() => answer({ threads, files }, sessionId, session, ''));
    return {};
  },
  'fuzzyFileSearch/sessionUpdate'({ threads, files }, { sessionId, query }, { afterReply }) {
    const session = threads.searches.get(sessionId);
    if (!session) throw invalid('params.sessionId', `fuzzy file search session not found: ${sessionId}`);
    session.running.abort();
    session.running = new AbortController();
    afterReply(() => answer({ threads, files }, sessionId, session, query));
    return {};
  },
  'fuzzyFileSearch/sessionStop'({ threads }, { sessionId }) {
    threads.searches.get(sessionId)?.running.abort();
    threads.searches.delete(sessionId);
    return {};
  },
} satisfies Handlers<Methods, Api>;

/** Only the last query is answered, because results of earlier queries are no longer needed. */
async function answer(
  { threads, files }: Pick<Api, 'threads' | 'files'>,
  sessionId: string,
  { roots, running: { signal } }: SearchSession,
  query: string,
): Promise<void> {
  try {
    const report = (found: readonly FoundFile[]): void => {
      if (!signal.aborted)
        threads.notify('fuzzyFileSearch/sessionUpdated', { sessionId, query, files: found.map(wireFile) });
    };
    // The last report has everything: a client with much unread output needs no earlier one.
    const onFound = (soFar: readonly FoundFile[]) => threads.caughtUp() ?? report(soFar);
    report(await files.find(query, roots, signal, { onFound }));
  } finally {
    if (!signal.aborted) threads.notify('fuzzyFileSearch/sessionCompleted', { sessionId });
  }
}

export const wireFile = ({ root, path, file_name, score, indices, isFolder }: FoundFile): FuzzyFileSearchResult => ({
  root,
  path,
  match_type: isFolder ? 'directory' : 'file',
  file_name,
  score,
  indices,
});
