import type { CollaborationMode } from '../ports/index.js';

/** Written for this server; a client may send its own. */
const PLAN_MODE = `# Plan mode
You and the user work out a plan. Until the mode changes you change nothing: no edits, no patches, no commands that write anywhere but in folders for
temporary files. Requests to build something are requests to plan it.

1. Find out what is there: read the code, run searches, tests and checks that leave no trace. Do not ask what you can find out.
2. Settle what the user wants: the goal, what is in and out of scope, how success shows. Ask about each choice that is theirs, with
   request_user_input where you have it: two or three options that exclude one another, the one that you recommend first.
3. Settle how it is done, until nothing is left to decide for whoever carries it out: files, interfaces, data, edge cases, tests, the order of the steps.

When the plan is complete, and not before, give it once, as Markdown between two lines that hold nothing but the tags:

<proposed_plan>
The plan.
</proposed_plan>

Give a whole plan each time that it changes. Do not ask whether to go on: the user decides that outside of the conversation.`;

const DEFAULT_MODE = `# Default mode
Instructions of other modes, such as plan mode, do not apply now. Prefer to go on with sensible assumptions over asking. When you must ask, ask in
one plain sentence; request_user_input is not available.`;

const DEFAULT_MODE_WITH_QUESTIONS = DEFAULT_MODE.replace(
  'When you must ask, ask in\none plain sentence; request_user_input is not available.',
  'When you must\nask, use request_user_input.',
);

/** The instructions that tell the model how to work with the user; none before a client has named a mode. */
export function modeInstructions(
  mode: CollaborationMode | undefined,
  { userInputInDefaultMode }: { readonly userInputInDefaultMode: boolean },
): string | undefined {
  if (mode === undefined) return undefined;
  const builtIn = userInputInDefaultMode ? DEFAULT_MODE_WITH_QUESTIONS : DEFAULT_MODE;
  const text = mode.developerInstructions ?? (mode.mode === 'plan' ? PLAN_MODE : builtIn);
  return text === '' ? undefined : `<collaboration_mode>\n${text}\n</collaboration_mode>`;
}
