import { userText } from '../../domain/history-item.js';
import { historyRecord } from '../../domain/record.js';
import type { ToolContext, UserCommand } from '../ports/index.js';
import type { TurnHost } from './host.js';

/**
 * Runs a command of the user. The model gets its result with the next request, but not that of a command that was interrupted. Never rejects: a
 * failure is logged.
 */
export async function runUserCommand(host: TurnHost, context: ToolContext, command: UserCommand): Promise<void> {
  const { conversationId: conversation, log, tools } = host;
  try {
    const text = await tools.runForUser(command, context);
    if (!context.signal.aborted && text !== '') await host.commit([historyRecord(userText(text))], []);
  } catch (e) {
    log.error({ err: e, conversation }, 'a command of the user failed unexpectedly');
  }
}
