import type { ToolCall, ToolContext, ToolResult } from '../../core/ports/index.js';
import { hookedCommand } from '../hooked-input.js';
import { exitCodeOf, notStarted } from '../shell/outcome.js';
import type { StdinCall } from './arguments.js';
import { sessionText, withinTokens } from './output.js';
import { CTRL_C } from './session.js';
import type { ExecSessions } from './sessions.js';

/** `write_stdin`: writes to a session, or only reads its output. */
export async function writeStdin(
  { callId }: ToolCall,
  { session: id, chars, yieldMs, maxTokens }: StdinCall,
  context: ToolContext,
  sessions: ExecSessions,
): Promise<string | ToolResult> {
  const kept = sessions.get(id);
  if (!kept) return `write_stdin failed: Unknown process id ${id}`;
  const { session, item, script } = kept;
  if (chars !== '' && !session.ended && !session.hasStdin && chars !== CTRL_C) {
    return 'write_stdin failed: stdin is closed for this session; rerun exec_command with tty=true to keep stdin open';
  }
  if (!session.ended) {
    const processId = String(id);
    context.emit({ type: 'terminal-interaction', itemId: item.id, callId: item.callId, processId, stdin: chars });
    session.write(chars);
  }
  const { text, wallMs, ended } = await session.look(yieldMs, context.signal);
  if (!ended) return sessionText({ callId, wallMs, text, state: { session: id } }, maxTokens);
  sessions.forget(id);
  if (ended.kind === 'not-started') return notStarted(ended.error);
  return {
    output: sessionText({ callId, wallMs, text, state: { exitCode: exitCodeOf(ended) } }, maxTokens),
    // Hooks after the tool have not seen the end of the command yet.
    response: withinTokens(text, maxTokens),
    endedCall: { callId: item.callId, hooked: hookedCommand(script) },
  };
}
