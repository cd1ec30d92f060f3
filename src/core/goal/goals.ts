import type { Failure } from '../../../protocol/errors.js';
import type { EventBody, TurnStatus } from '../../domain/events.js';
import { type Goal, type GoalRecord, type GoalStatus, withinBudget } from '../../domain/goal.js';
import type { Usage } from '../history/token-usage.js';
import type { ConversationSettings, Tool } from '../ports/index.js';
import { changedGoal, type GoalChange, inSeconds } from './goal-change.js';
import { budgetText, changedText, continueText, reminderText } from './goal-texts.js';
import { goalTools } from './goal-tools.js';
import { Meter } from './meter.js';
import type { GoalUpdate, TurnGoal } from './turn-goal.js';

/** After this many turns in a row that began by themselves and did nothing, the goal is blocked (C542). */
const MAX_IDLE_TURNS = 3;
/** After this many turns without a message of the user, the goal waits for a message. */
const MAX_AUTOMATIC_TURNS = 100;

export interface GoalsOptions {
  readonly conversationId: string;
  readonly goal: Goal | undefined;
  readonly usage: Pick<Usage, 'charged'>;
  readonly settings: () => Pick<ConversationSettings, 'goals' | 'collaborationMode'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly commit: (update: GoalUpdate, turnId: string | null) => void | Promise<void>;
}

/** The turn that runs, as the goal sees it. */
interface Running {
  readonly id: string;
  /** The server has begun the turn: no client has asked for it. */
  readonly isAutomatic: boolean;
  /** The turn does not work for the goal: it is in plan mode, or the client knows no goals. */
  readonly isAside: boolean;
  /** The budget was used up in this turn, which still counts. */
  isLimited: boolean;
  /** The model has used a tool that does something. */
  hasWorked: boolean;
  /** The model has used a tool of the goal since its last response. */
  hasMoved: boolean;
  /** Texts for the model with its next request. */
  notes: string[];
  /** The model gets one more request for these texts. */
  insists: boolean;
}

/** The goal of a conversation: it counts what turns cost, and says whether another turn follows by itself. */
export class Goals {
  readonly #options: GoalsOptions;
  readonly #meter: Meter;
  #goal: Goal | undefined;
  #turn: Running | undefined;
  #idleTurns = 0;
  #automaticTurns = 0;

  constructor(options: GoalsOptions) {
    this.#options = options;
    this.#goal = options.goal;
    this.#meter = new Meter(options.usage, options.now);
  }

  get goal(): Goal | undefined {
    return this.#goal;
  }

  /** Whether the conversation may have a goal. */
  get offered(): boolean {
    return this.#options.settings().goals;
  }

  /** Another program has written to the rollout. */
  restore(goal: Goal | undefined): void {
    this.#goal = goal;
  }

  /** The records of the present goal, to be written again after a record that takes back turns. */
  records(): readonly GoalRecord[] {
    return this.#goal === undefined ? [] : this.#update(this.#goal, null).records;
  }

  /** Throws `invalid_request`, or rejects with `io_error`. */
  async change(change: GoalChange): Promise<Goal> {
    const { conversationId, now } = this.#options;
    const before = this.#goal && this.#counted(this.#goal);
    const goal = changedGoal(conversationId, before, change, now());
    this.#idleTurns = 0;
    this.#automaticTurns = 0;
    await this.#replace(goal, null);
    const isNew = change.objective !== undefined && goal.objective !== before?.objective;
    if (isNew && goal.status === 'active') this.#turn?.notes.push(changedText(goal));
    return goal;
  }

  /** Takes over the goal of another conversation or process unchanged. */
  async take(goal: Goal): Promise<void> {
    await this.#replace(goal, null);
  }

  /** False when there was none. */
  async clear(): Promise<boolean> {
    if (this.#goal === undefined) return false;
    await this.#replace(undefined, null);
    return true;
  }

  /** The text for the model at the beginning of a turn that no user has asked for; undefined: there is none. */
  next(): string | undefined {
    const { goals, collaborationMode } = this.#options.settings();
    if (!goals || collaborationMode?.mode === 'plan' || this.#goal?.status !== 'active') return undefined;
    return continueText(this.#goal);
  }

  beginTurn(id: string, isAutomatic: boolean): TurnGoal {
    const { goals, collaborationMode } = this.#options.settings();
    const isAside = !goals || collaborationMode?.mode === 'plan';
    const turn: Running = {
      ...{ id, isAutomatic, isAside, isLimited: false, hasWorked: false, hasMoved: false },
      ...{ notes: [], insists: false },
    };
    this.#turn = turn;
    this.#meter.start();
    return {
      tools: goals ? this.#tools(turn) : [],
      answered: (called) => this.#answered(turn, called),
      insists: () => turn.insists,
      takeNotes: () => {
        turn.insists = false;
        return turn.notes.splice(0);
      },
      compacted: () => {
        if (this.#goal?.status === 'active' && !isAside) turn.notes.push(reminderText(this.#goal));
      },
      ended: (status, cause) => this.#ended(turn, status, cause),
    };
  }

  #tools(turn: Running): readonly Tool[] {
    const { conversationId, now } = this.#options;
    const goals = this;
    return goalTools({
      conversationId,
      get goal() {
        turn.hasMoved = true;
        return goals.#goal;
      },
      async create(objective, tokenBudget) {
        const goal = changedGoal(conversationId, undefined, { objective, tokenBudget }, now());
        await goals.#replace(goal, turn.id);
        return goal;
      },
      async finish(status) {
        const before = goals.#counted(goals.#goal as Goal);
        const goal = { ...before, status: finished(before.status, status), updatedAt: inSeconds(now()) };
        await goals.#replace(goal, turn.id);
        return goal;
      },
    });
  }

  async #answered(turn: Running, called: boolean): Promise<void> {
    if (called && !turn.hasMoved) turn.hasWorked = true;
    turn.hasMoved = false;
    const before = this.#goal;
    if (this.#turn !== turn || before === undefined) return;
    const goal = this.#counted(before);
    if (goal === before) return;
    if (before.status === 'active' && goal.status === 'budgetLimited') {
      turn.isLimited = true;
      turn.insists = true;
      turn.notes.push(budgetText(goal));
    }
    await this.#replace(goal, turn.id);
  }

  #ended(turn: Running, status: TurnStatus, cause: Failure | undefined): GoalUpdate {
    const before = this.#goal;
    if (this.#turn !== turn) return NOTHING;
    const counted = before && this.#counted(before);
    this.#turn = undefined;
    if (status === 'completed') {
      this.#automaticTurns = turn.isAutomatic ? this.#automaticTurns + 1 : 0;
      this.#idleTurns = turn.isAutomatic && !turn.hasWorked ? this.#idleTurns + 1 : 0;
    }
    if (counted === undefined) return NOTHING;
    const stop = counted.status === 'active' && !turn.isAside ? this.#stop(status, cause) : undefined;
    const goal = stop ? { ...counted, status: stop.status, updatedAt: inSeconds(this.#options.now()) } : counted;
    if (goal === before) return NOTHING;
    this.#goal = goal;
    const { records, events } = this.#update(goal, turn.id);
    return { records, events: stop?.why ? [...events, { type: 'warning', message: stop.why }] : events };
  }

  /** The reason why no further turn follows after a turn with this end. Undefined: the goal stays active. */
  #stop(status: TurnStatus, cause: Failure | undefined): { status: GoalStatus; why?: string } | undefined {
    if (status === 'failed') return { status: isUsedUp(cause) ? 'usageLimited' : 'blocked' };
    if (status === 'interrupted') return undefined;
    if (this.#idleTurns >= MAX_IDLE_TURNS)
      return {
        status: 'blocked',
        why: `The goal is blocked: the model did nothing in ${MAX_IDLE_TURNS} turns in a row.`,
      };
    if (this.#automaticTurns >= MAX_AUTOMATIC_TURNS)
      return { status: 'paused', why: `The goal is paused: ${MAX_AUTOMATIC_TURNS} turns have run by themselves.` };
    return undefined;
  }

  /** The goal with the tokens and the time since the last call, if the running turn works for the goal. */
  #counted(goal: Goal): Goal {
    const turn = this.#turn;
    if (!turn || turn.isAside || !(goal.status === 'active' || turn.isLimited)) return goal;
    const { tokens, seconds } = this.#meter.read();
    if (tokens === 0 && seconds === 0) return goal;
    const [tokensUsed, timeUsedSeconds] = [goal.tokensUsed + tokens, goal.timeUsedSeconds + seconds];
    return withinBudget({ ...goal, tokensUsed, timeUsedSeconds, updatedAt: inSeconds(this.#options.now()) });
  }

  /** Stores the goal and shows it. */
  async #replace(goal: Goal | undefined, turnId: string | null): Promise<void> {
    const before = this.#goal;
    if (before?.status !== 'active') this.#meter.start();
    this.#goal = goal;
    try {
      await this.#options.commit(this.#update(goal ?? null, turnId), turnId);
    } catch (e) {
      if (this.#goal === goal) this.#goal = before;
      throw e;
    }
  }

  #update(goal: Goal | null, turnId: string | null): GoalUpdate {
    const { conversationId } = this.#options;
    return { records: [{ type: 'goal', conversationId, goal, turnId }], events: [{ type: 'goal-changed', goal }] };
  }
}

const NOTHING: GoalUpdate = { records: [], events: [] satisfies EventBody[] };

/** A pause must not hide that a limit was reached. */
const finished = (before: GoalStatus, wanted: GoalStatus): GoalStatus =>
  wanted === 'paused' && before === 'budgetLimited' ? before : wanted;

const isUsedUp = (cause: Failure | undefined): boolean =>
  cause?.code === 'quota_exceeded' || (cause?.code === 'model_rate_limited' && cause.reason === 'usage_limit_reached');
