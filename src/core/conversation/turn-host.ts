import type { Origin } from '../../domain/events.js';
import { originName } from '../../domain/history-item.js';
import { isInForce } from '../../domain/hook.js';
import type { QueuedInput } from '../../domain/record.js';
import type { Goals } from '../goal/goals.js';
import type { History } from '../history/history.js';
import type { Usage } from '../history/token-usage.js';
import type { ConversationSettings, ModelSource, Ports, ToolSet } from '../ports/index.js';
import type { AccountGuard } from '../turn/account-guard.js';
import { BASE_INSTRUCTIONS } from '../turn/base-instructions.js';
import type { TurnHost } from '../turn/host.js';
import { skillsText } from '../turn/skills-text.js';
import type { HookSession } from '../turn/turn-hooks.js';
import type { Approvals } from './approvals.js';
import type { ClientRequests } from './client-requests.js';
import type { EventFeed } from './event-feed.js';
import type { SessionGrants } from './grants.js';
import type { Journal } from './journal.js';
import type { LateEvents } from './late-events.js';
import { loggedHost } from './turn-log.js';
import type { TurnNotifier } from './turn-notifier.js';

/** The parts of a conversation that its turns use. */
export interface TurnParts {
  readonly id: string;
  readonly ports: Ports;
  readonly history: History;
  readonly usage: Usage;
  readonly source: ModelSource;
  readonly accountGuard: AccountGuard;
  readonly feed: EventFeed;
  readonly journal: Journal;
  readonly late: LateEvents;
  readonly approvals: Approvals;
  readonly requests: ClientRequests;
  readonly grants: SessionGrants;
  readonly tools: ToolSet;
  readonly hooks: HookSession;
  readonly notifier: TurnNotifier;
  readonly goals: Goals;
  readonly queue: QueuedInput[];
  nextCompaction(): string;
  interrupt(): void;
}

/** The conversation as one turn uses it: the present settings, and commits and events with the ids of the turn. */
export function turnHost(
  parts: TurnParts,
  settings: ConversationSettings,
  origin: Origin & { readonly turnId: string },
  isAutomatic: boolean,
): TurnHost {
  const { id, ports, accountGuard, journal, notifier } = parts;
  const { tools, log, backOff, clock, ids, models } = ports;
  const { turnId, operation } = origin;
  const host: TurnHost = {
    conversationId: id,
    settings,
    history: parts.history,
    usage: parts.usage,
    log,
    backOff,
    clock,
    ids,
    source: sourceFor(parts, settings, origin),
    origin: () => originName(settings.provider.id, accountGuard.current),
    instructions: [BASE_INSTRUCTIONS, tools.instructions(settings)].filter((text) => text !== undefined).join('\n'),
    skills: offeredSkills(parts, settings),
    tools: parts.tools.beginTurn(),
    grants: parts.grants,
    hooks: { runner: ports.hooks, session: parts.hooks, known: parts.hooks.known },
    goal: parts.goals.beginTurn(turnId, isAutomatic),
    queue: parts.queue,
    compactLimit: settings.autoCompactLimit ?? models.traits(settings.model).autoCompactLimit,
    nextCompaction: () => parts.nextCompaction(),
    commit: (records, events, by = operation) => journal.commit(records, events, { turnId, operation: by }),
    emitLate: (event) => parts.late.emit(origin, event),
    conclude: (end) => journal.conclude(end, origin),
    requestApproval: (itemId, request) => parts.approvals.request(origin, itemId, request),
    requestInput: (itemId, request, withdrawn) => parts.requests.request(origin, itemId, request, withdrawn),
    interrupt: () => parts.interrupt(),
    notify: (said, lastMessage) => void notifier.turnEnded(settings.notify, { turnId: operation, said, lastMessage }),
  };
  return loggedHost(host, origin);
}

/** The skills are read again for each turn, because they may have changed. Conversations of v1 get none, as in 0.44. */
function offeredSkills({ ports, usage }: TurnParts, settings: ConversationSettings): string | undefined {
  if (settings.commandTool !== 'exec') return undefined;
  const { cwd, requested } = settings;
  return skillsText(ports.workspace.skills(cwd, requested).offered(), usage.contextWindow);
}

/** Whether hooks see the messages of a turn before the model does. */
export function holdsMessages({ hooks }: TurnParts): boolean {
  const events = ['UserPromptSubmit', ...(hooks.begun === undefined ? [] : ['SessionStart'])];
  return hooks.known.some((hook) => events.includes(hook.event) && isInForce(hook));
}

/**
 * Reads the hooks once for each turn, before the turn is stored. So a hook runs from the next turn after the user has trusted it, and no longer after the user
 * has withdrawn the trust.
 */
export function readHooks({ id, ports, hooks }: TurnParts, { cwd, requested }: ConversationSettings): void {
  try {
    hooks.known = ports.settings.hooks(cwd, requested).hooks;
  } catch (e) {
    ports.log.warn({ err: e, conversation: id }, 'the hooks could not be read: those that were known stay');
  }
}

function sourceFor({ source, accountGuard, history, feed }: TurnParts, { provider }: ConversationSettings, by: Origin) {
  if (!provider.requiresOpenaiAuth) return source;
  const message =
    'Another account is signed in now: the conversation continues with it, without the reasoning of the earlier account.';
  return accountGuard.bind(source, history, () => feed.emit(by, { type: 'note', message }));
}
