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
  /** Whether a message of the user with this id was stored last. */
  readonly hasMessage?: ((id: string) => boolean) | undefined;
  readonly ports: Ports;
}
