import type { EventBody, TurnEnded } from '../../domain/events.js';
import { type HistoryItem, userText } from '../../domain/history-item.js';
import type { ExitedReview, Item } from '../../domain/item.js';
import { type ConversationRecord, eventRecord, historyRecord } from '../../domain/record.js';
import { NO_REVIEW, type ReviewOutput, readReview, reviewText } from '../../domain/review.js';
import { compacted } from '../history/compacted.js';
import { environmentText } from '../history/context-messages.js';
import { History, keptForm } from '../history/history.js';
import { Usage } from '../history/token-usage.js';
import type { Review, TurnHost } from './host.js';

const INSTRUCTIONS = `You review code that somebody else has written. You read; you change nothing.

Look for mistakes that the author would want to know of: wrong results, crashes, lost data, holes in the security, broken promises to callers, and code that is much slower than it looks. Read as much of the code around the change as you need to be sure. Leave out matters of taste, what was wrong before the change, and guesses.

Rules for findings:
- One finding for one mistake. Say when it happens and what goes wrong, in at most one paragraph, without praise and without blame.
- Name the fewest lines that show the mistake. They must be part of the change.
- Begin the title with the priority: [P0] stops everything, [P1] urgent, [P2] normal, [P3] nice to have. \`priority\` is the same as a number.
- No findings is a good answer when the change is right.

Your last message is one JSON object and nothing else, without a code fence:
{
  "findings": [
    {
      "title": "[P1] at most 80 characters",
      "body": "what goes wrong, and when",
      "confidence_score": 0.0 to 1.0,
      "priority": 0 to 3,
      "code_location": {"absolute_file_path": "/path", "line_range": {"start": 1, "end": 1}}
    }
  ],
  "overall_correctness": "patch is correct" or "patch is incorrect",
  "overall_explanation": "one to three sentences",
  "overall_confidence_score": 0.0 to 1.0
}`;

/** Tools that a reviewer has no use for. */
const LEFT_OUT = new Set(['apply_patch', 'update_plan']);

/** Items of the reviewer that clients see: its actions, but not its messages during the work. */
const SHOWN: ReadonlySet<Item['type']> = new Set([
  'command-execution',
  'file-changes',
  'mcp-tool-call',
  'dynamic-tool-call',
  'image-view',
]);

export const isShownInReview = ({ type }: Item): boolean => SHOWN.has(type);

/**
 * The conversation as the reviewer uses it: with a history of its own, which ends with the review. Its commands and their approvals are part of the turn. `ended`
 * gets the end of its work.
 */
export function reviewerHost(host: TurnHost, { prompt }: Review, ended: (end: TurnEnded) => void): TurnHost {
  const history = new History([userText(environmentText(host.settings)), userText(prompt)]);
  const usage = new Usage();
  usage.contextWindow = host.usage.contextWindow;
  const commit: TurnHost['commit'] = (records, events, operation) => {
    for (const record of records) remember(history, record);
    const kept = records.filter((record) => record.type === 'event' && isShownEvent(record.event));
    return host.commit(kept, events.filter(isShownEvent), operation);
  };
  return {
    ...host,
    settings: {
      ...host.settings,
      baseInstructions: INSTRUCTIONS,
      developerInstructions: undefined,
      collaborationMode: undefined,
    },
    history,
    usage,
    tools: {
      get writing() {
        return host.tools.writing;
      },
      offered: async (settings, signal) =>
        (await host.tools.offered(settings, signal)).filter(({ spec }) => !('name' in spec && LEFT_OUT.has(spec.name))),
      runForUser: (command, context) => host.tools.runForUser(command, context),
    },
    hooks: {
      ...host.hooks,
      known: host.hooks.known.filter(({ event }) => /ToolUse$|^PermissionRequest$/.test(event)),
      session: { ...host.hooks.session, begun: undefined, warned: true },
    },
    goal: NO_GOAL,
    queue: [],
    commit,
    async conclude(end) {
      await commit(end.records, [...end.events, ...end.ended]);
      const last = end.ended.at(-1);
      if (last?.type === 'turn-ended') ended(last);
    },
    notify: () => {},
  };
}

const NO_GOAL: TurnHost['goal'] = {
  tools: [],
  answered: async () => {},
  insists: () => false,
  takeNotes: () => [],
  compacted: () => {},
  ended: () => ({ records: [], events: [] }),
};

function remember(history: History, record: ConversationRecord): void {
  if (record.type === 'compaction') history.replace(compacted([...history.items], record.summary));
  if (record.type !== 'history') return;
  const item = keptForm(record.item);
  if (item) history.add([item]);
}

function isShownEvent(event: EventBody): boolean {
  switch (event.type) {
    case 'item-started':
    case 'item-completed':
      return isShownInReview(event.item);
    case 'error':
      return !event.endsTurn;
    case 'execution-started':
    case 'execution-ended':
    case 'output-delta':
    case 'terminal-interaction':
    case 'diff-updated':
    case 'note':
    case 'hook-started':
    case 'hook-completed':
      return true;
    default:
      return false;
  }
}

/** Records and events that are stored and shown together. */
export interface ReviewStep {
  readonly records: ConversationRecord[];
  readonly events: EventBody[];
}

type Source = Pick<TurnHost, 'ids' | 'clock'>;

export function reviewBegins({ ids, clock }: Source, { prompt, hint }: Review): ReviewStep {
  const at = clock.now();
  const base = () => ({ id: ids.item(), startedAt: at, completedAt: at });
  return step(
    [
      { type: 'entered-review', ...base(), prompt, hint },
      { type: 'user-message', ...base(), content: [{ type: 'text', text: prompt }] },
    ],
    [],
  );
}

/** The part of a review that stays in the conversation: its text, for users and for the model. `message` is the reviewer's last one. */
export function reviewEnds(source: Source, message: string | null): ReviewStep & { readonly text: string } {
  const output = message === null || message.trim() === '' ? undefined : readReview(message);
  const text = reviewText(output);
  return { ...leftBehind(source, output, text), text };
}

export const reviewAborted = (source: Source): ReviewStep => leftBehind(source, undefined, INTERRUPTED);

const INTERRUPTED = 'Review was interrupted. Please re-run /review and wait for it to complete.';

function leftBehind({ ids, clock }: Source, output: ReviewOutput | undefined, text: string): ReviewStep {
  const at = clock.now();
  const base = () => ({ id: ids.item(), startedAt: at, completedAt: at });
  const exited: ExitedReview = { type: 'exited-review', ...base(), output };
  const items: HistoryItem[] = [
    userText(
      `<user_action>\n<action>review</action>\n<results>\n${output ? text : NO_REVIEW}\n</results>\n</user_action>`,
    ),
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] },
  ];
  return step([exited, { type: 'agent-message', ...base(), texts: [text] }], items);
}

const step = (items: readonly Item[], history: readonly HistoryItem[]): ReviewStep => ({
  records: [...items.map((item) => eventRecord({ type: 'item-completed', item })), ...history.map(historyRecord)],
  events: items.flatMap((item): EventBody[] => [
    { type: 'item-started', item },
    { type: 'item-completed', item },
  ]),
});
