import type { Lease, Rollout } from '../ports/index.js';

/** The rollout of a conversation that is not to be stored: it is gone when the conversation is closed. */
export class EphemeralRollout implements Rollout {
  readonly location = '';
  revision = 0;

  append(): void {
    this.revision++;
  }

  changedElsewhere(): boolean {
    return false;
  }

  ensure(): void {}
  onRepaired(): void {}
  rebuildFrom(): void {}
  sync(): void {}
  close(): void {}
}

/** Nothing is stored, so no other writer can come. */
export const EPHEMERAL_LEASE: Lease = { token: 0, take: () => 0, release: () => {} };
