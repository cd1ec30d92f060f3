import { AppError } from '../../../protocol/errors.js';
import { type Goal, type GoalStatus, remainingTokens } from '../../domain/goal.js';
import { isJsonObject, parseJson } from '../../domain/json.js';
import type { Tool } from '../ports/index.js';

/** What the tools of a turn can do with the goal. */
export interface GoalActions {
  readonly conversationId: string;
  readonly goal: Goal | undefined;
  /** Throws `AppError` `invalid_request`. */
  create(objective: string, tokenBudget: number | null): Promise<Goal>;
  finish(status: GoalStatus): Promise<Goal>;
}

const NAMES = { get: 'get_goal', create: 'create_goal', update: 'update_goal' } as const;
const STATUSES: readonly string[] = ['complete', 'blocked', 'paused'];

/** Lets the model read the goal, set one when it is asked to, and say that it is reached or cannot be reached. */
export const goalTools = (actions: GoalActions): readonly Tool[] => [
  tool(NAMES.get, 'Shows the goal of this thread: status, budget, and the tokens and seconds used so far.', {}, () =>
    shown(actions, actions.goal),
  ),
  tool(
    NAMES.create,
    'Sets a goal that this thread then works towards by itself, turn after turn. Call it only when the user or the instructions ask for a goal, never for an ' +
      'ordinary task. It is refused while there is a goal that is not complete.',
    {
      objective: { type: 'string', description: 'What has to be true in the end.' },
      token_budget: { type: 'integer', description: 'The most tokens to spend; only when a number was asked for.' },
    },
    (args) => create(actions, args),
  ),
  tool(
    NAMES.update,
    'Ends the work on the goal. `complete`: the objective is reached, and you have checked each of its requirements. `blocked`: the same obstacle has stopped ' +
      'you in three turns in a row, and only the user or the world outside can remove it. `paused`: the user has asked for a pause. Only the user can make the ' +
      'goal active again. Neither a hard task nor a budget that is nearly used up is a reason. When a goal with a budget is complete, tell the user how much was used.',
    { status: { type: 'string', enum: [...STATUSES], description: 'How the work ends.' } },
    (args) => update(actions, args),
  ),
];

async function create(actions: GoalActions, { objective, token_budget: budget = null }: Arguments): Promise<string> {
  if (typeof objective !== 'string') return 'failed to parse function arguments: objective: expected a string';
  if (budget !== null && !Number.isSafeInteger(budget))
    return 'failed to parse function arguments: token_budget: expected an integer';
  const { goal } = actions;
  if (goal !== undefined && goal.status !== 'complete')
    return 'cannot create a new goal because this thread has an unfinished goal; complete the existing goal first';
  return shown(actions, await actions.create(objective, budget as number | null));
}

async function update(actions: GoalActions, { status }: Arguments): Promise<string> {
  if (typeof status !== 'string' || !STATUSES.includes(status))
    return `failed to parse function arguments: status: expected one of ${STATUSES.join(', ')}; all else is up to the user`;
  if (actions.goal === undefined) return 'cannot update goal because this thread has no goal';
  const goal = await actions.finish(status as GoalStatus);
  return shown(actions, goal, goal.status === 'complete' && goal.tokenBudget !== null ? REPORT : null);
}

const REPORT = 'Tell the user how many tokens of the budget were used, and how long it took.';

/** The form is the same as in the reference. */
function shown(
  { conversationId: threadId }: GoalActions,
  goal: Goal | undefined,
  report: string | null = null,
): string {
  return JSON.stringify({
    goal: goal ? { threadId, ...goal } : null,
    remainingTokens: goal ? remainingTokens(goal) : null,
    completionBudgetReport: report,
  });
}

type Arguments = Readonly<Record<string, unknown>>;

function tool(
  name: string,
  description: string,
  properties: Readonly<Record<string, object>>,
  run: (args: Arguments) => string | Promise<string>,
): Tool {
  const required = Object.keys(properties).filter((property) => property !== 'token_budget');
  const parameters = { type: 'object', properties, required, additionalProperties: false };
  return {
    spec: { type: 'function', name, description, strict: false, parameters },
    answers: (call) => call.kind === 'function' && call.name === name,
    async run({ input }) {
      const args = argumentsOf(input);
      if (args === undefined) return 'failed to parse function arguments: expected a JSON object';
      try {
        return await run(args);
      } catch (e) {
        if (AppError.is(e) && e.code === 'invalid_request') return e.message;
        throw e;
      }
    },
  };
}

function argumentsOf(text: string): Arguments | undefined {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
