import type { SamplingSettings } from '../../domain/record.js';
import type { Goals } from '../goal/goals.js';
import type { History } from '../history/history.js';
import { injectedRecords } from '../history/injected-records.js';
import { goalIn, replay } from '../history/replay.js';
import type { Usage } from '../history/token-usage.js';
import type { ConversationSettings, Lease, Ports, Repair } from '../ports/index.js';
import type { AccountGuard } from '../turn/account-guard.js';
import type { Journal } from './journal.js';
import { notLoaded } from './next-turns.js';
import type { TurnRunner } from './turn-runner.js';

interface WriteAccessOptions {
  readonly conversationId: string;
  readonly ports: Ports;
  readonly lease: Lease;
  readonly journal: Journal;
  readonly turns: TurnRunner;
  readonly history: History;
  readonly usage: Usage;
  readonly goals: Goals;
  readonly accountGuard: AccountGuard;
  closed(): boolean;
  change(settings: Partial<ConversationSettings>): void;
  /** The store has repaired the rollout. */
  repaired(repair: Repair): void;
}

/** Whether this process may write to a conversation. Before it writes, it reads what other programs have written. */
export class WriteAccess {
  readonly #options: WriteAccessOptions;

  constructor(options: WriteAccessOptions) {
    this.#options = options;
    this.#watchRepairs();
  }

  /**
   * Makes sure that this process may write. Throws `conversation_busy` while another process may write. Lines that another program has added to the rollout,
   * with or without a lease, are read first.
   */
  async claim(): Promise<void> {
    const { conversationId, lease, journal, turns } = this.#options;
    await turns.interrupted();
    if (this.#options.closed()) throw notLoaded(conversationId);
    lease.take();
    const { rollout } = journal;
    await rollout.ensure();
    if (turns.hasTurn || !(await rollout.changedElsewhere())) return;
    const written = await this.readAgain();
    // A turn that another program ran had settings of its own. Policies are not taken from it (C284).
    if (written) this.#options.change({ model: written.model, effort: written.effort, summary: written.summary });
  }

  /** Reads the rollout again. Returns the settings of its last turn. */
  async readAgain(): Promise<SamplingSettings | undefined> {
    const { conversationId, ports, journal, turns, history, accountGuard } = this.#options;
    const stored = await ports.store.load(journal.rollout.location, { makeItems: false });
    const { items, usage, usageIsCurrent, goal, settings } = replay(stored.records);
    await journal.replace(await ports.store.reopen(stored));
    history.replace(accountGuard.readable(items));
    turns.historyReplaced();
    this.#options.usage.restore(usage, usageIsCurrent);
    this.#options.goals.restore(goalIn(goal, conversationId));
    this.#watchRepairs();
    return settings;
  }

  #watchRepairs(): void {
    const { ports, journal, history, repaired } = this.#options;
    journal.rollout.rebuildFrom(() => history.items.flatMap((item) => injectedRecords(ports, item)));
    journal.rollout.onRepaired(repaired);
  }
}
