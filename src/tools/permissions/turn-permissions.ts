import { type ExtraPermissions, withPermissions } from '../../domain/permissions.js';
import type { SandboxPolicy } from '../../domain/policies.js';
import { covers, PermissionSet } from './permission-set.js';

/** What the user has granted to one turn, with what counts for as long as the conversation is loaded. */
export class TurnPermissions {
  readonly #session: PermissionSet;
  readonly #turn = new PermissionSet();
  #strict = false;

  constructor(session: PermissionSet) {
    this.#session = session;
  }

  /** Each command of the turn needs an approval from now on. */
  get strict(): boolean {
    return this.#strict;
  }

  grant(permissions: ExtraPermissions, scope: 'turn' | 'session', strict: boolean): void {
    (scope === 'session' ? this.#session : this.#turn).add(permissions);
    this.#strict ||= strict;
  }

  /** The policy with everything that is granted now. */
  applied(policy: SandboxPolicy): SandboxPolicy {
    return withPermissions(withPermissions(policy, this.#session.inForce()), this.#turn.inForce());
  }

  /** Whether all of it is granted already. */
  cover(asked: ExtraPermissions): boolean {
    const [ofSession, ofTurn] = [this.#session.inForce(), this.#turn.inForce()];
    return covers(
      {
        network: ofSession.network || ofTurn.network,
        read: [...ofSession.read, ...ofTurn.read],
        write: [...ofSession.write, ...ofTurn.write],
      },
      asked,
    );
  }

  /** As in `PermissionSet`. */
  problem(used: readonly string[], held?: (real: string) => string | undefined): string | undefined {
    return this.#session.problem(used, held) ?? this.#turn.problem(used, held);
  }
}
