import type { ConversationParts, Digester, StoredConversation } from '../core/ports/index.js';

/**
 * A conversation that is in memory, as one part: a store in memory has no others, and a short rollout is read whole in a moment. The digest is made again each
 * time, because it is not stored.
 */
export function asOnePart<D>(stored: StoredConversation, digester: Digester<D>): ConversationParts<D> {
  const { records, ...rest } = stored;
  const part = {
    digest: digester.digest(records, []),
    /** The records are in memory already. */
    records: async () => records,
  };
  return { ...rest, parts: [part] };
}
