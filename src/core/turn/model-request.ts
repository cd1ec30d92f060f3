import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { ModelRequest, ToolSpec } from '../ports/index.js';
import type { TurnHost } from './turn.js';

/** What a conversation asks its model, with these items and these tools. */
export function modelRequest(
  { conversationId, settings, instructions }: TurnHost,
  input: readonly ResponseItem[],
  tools: readonly ToolSpec[],
): ModelRequest {
  return {
    conversationId,
    model: settings.model,
    instructions: settings.baseInstructions ?? instructions,
    input,
    tools,
    effort: settings.effort,
    summary: settings.summary,
    verbosity: settings.verbosity,
    forceReasoningOf: settings.forceReasoningOf,
  };
}
