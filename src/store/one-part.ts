import type { ConversationParts, Digester, StoredConversation } from '../core/ports/index.js';

/**
 * A conversation that is in memory, as one part: a store in memory has no others, and a short rollout is read whole in a moment.
 * The digest is made anew each time, as it is not stored anywhere.
 */
export function asOnePart<D>(stored: StoredConversation, digester: Digester<D>): ConversationParts<D> {
  const { records, ...rest } = stored;
  const part = {
    digest: digester.digest(records, []),
    /** They are here already. */
    records: async () => records,
  };
  return { ...rest, parts: [part] };
}
