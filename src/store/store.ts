import type { SessionMeta } from '../../protocol/core/rollout.js';
import { RolloutLog } from './rollout-log.js';
import { rolloutPath } from './rollout-path.js';

/** The rollouts below one home. */
export class Store {
  readonly #home: string;
  readonly #now: () => number;

  constructor(home: string, now: () => number) {
    this.#home = home;
    this.#now = now;
  }

  create(meta: SessionMeta): RolloutLog {
    const log = RolloutLog.create(rolloutPath(this.#home, meta.id, new Date(meta.timestamp)), this.#now);
    log.append([{ type: 'session_meta', payload: meta }]);
    return log;
  }
}
