import type { Goal } from '../../domain/goal.js';
import type { ConversationMeta } from '../../domain/record.js';
import type { History } from '../history/history.js';
import type { Usage } from '../history/token-usage.js';
import type { ConversationSettings, Lease, ModelSource, Ports, Rollout } from '../ports/index.js';

/** What a conversation is loaded with. */
export interface ConversationInit {
  readonly meta: ConversationMeta;
  readonly rollout: Rollout;
  /** True: nothing of it is stored. */
  readonly ephemeral?: boolean | undefined;
  readonly lease: Lease;
  readonly settings: ConversationSettings;
  /** For hooks. */
  readonly begun: 'startup' | 'resume';
  readonly source: ModelSource;
  readonly history: History;
  readonly usage: Usage;
  readonly goal?: Goal | undefined;
  /** The turn of a message of the user that was stored before. Undefined when no message has this id, null when it has no turn. */
  readonly turnOfMessage?: ((id: string) => string | null | undefined) | undefined;
  readonly ports: Ports;
}
