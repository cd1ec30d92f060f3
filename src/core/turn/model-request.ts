import type { HistoryItem } from '../../domain/history-item.js';
import type { ConversationRecord } from '../../domain/record.js';
import type { ModelRequest, ToolSpec } from '../ports/index.js';
import type { TurnContext } from './context.js';
import { modeInstructions } from './mode-instructions.js';

/** The request of a turn to its model, with these items and these tools. */
export function modelRequest(
  { conversationId, settings, instructions, skills, outputSchema, serviceTier = settings.serviceTier }: TurnContext,
  input: readonly HistoryItem[],
  tools: readonly ToolSpec[],
): ModelRequest {
  return {
    conversationId,
    model: settings.model,
    instructions: [
      settings.baseInstructions ?? instructions,
      settings.developerInstructions,
      modeInstructions(settings.collaborationMode, settings),
      skills,
    ]
      .filter((text) => text !== undefined)
      .join('\n'),
    input,
    tools,
    // Conversations of v1 have plain names, as in 0.44.
    namespaces: settings.commandTool === 'exec',
    effort: settings.effort,
    summary: settings.summary,
    verbosity: settings.verbosity,
    serviceTier,
    forceReasoningOf: settings.forceReasoningOf,
    outputSchema,
  };
}

/** The settings of a request; each request writes one. */
export function samplingRecord({ settings, turnId }: TurnContext): ConversationRecord {
  const { cwd, approvalPolicy, sandboxPolicy, model, effort, summary, serviceTier, provider } = settings;
  const recorded = { cwd, approvalPolicy, sandboxPolicy, model, effort, summary, serviceTier, provider: provider.id };
  return { type: 'sampling', settings: recorded, turnId };
}
