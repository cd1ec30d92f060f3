import { added, begin, type Deviation, notStarted, refusedPatch, starts } from './deviation.js';

export const promptDeviations: readonly Deviation[] = [
  // What the model is told
  { aspect: 'model', where: /^request: body\.instructions$/, reason: 'The instructions are written for this project.' },
  {
    aspect: 'model',
    where: /^request: body\.tools\..*description$/,
    reason: 'The descriptions of tools are written for this project.',
  },
  {
    aspect: 'model',
    where: /^request: body\.tools\.\d+\.format\.definition$/,
    reason: 'The grammar of patches is written for this project; it takes what our reader of patches takes.',
  },
  {
    aspect: 'model',
    where: /: body\.input\.\d+\.output$/,
    when: begin('failed to parse function arguments: '),
    reason: 'Errors about the arguments of a call have our own texts.',
  },
  {
    aspect: 'rollout',
    where: /^response_item function_call_output: output$/,
    when: begin('failed to parse function arguments: '),
    reason: 'Errors about the arguments of a call have our own texts.',
  },

  {
    aspect: 'model',
    where: /: body\.input\.\d+\.output$/,
    when: refusedPatch,
    reason: 'The reason why a patch does not fit is a plain sentence, not a debug dump.',
  },
  {
    aspect: 'rollout',
    where: /^response_item (function|custom_tool)_call_output: output$/,
    when: refusedPatch,
    reason: 'The reason why a patch does not fit is a plain sentence, not a debug dump.',
  },
  {
    aspect: 'model',
    where: /: body\.input\.\d+\.output$/,
    when: notStarted,
    reason: 'What could not be started is named, in the words of Node.',
  },
  {
    aspect: 'rollout',
    where: /^response_item function_call_output: output$/,
    when: notStarted,
    reason: 'What could not be started is named, in the words of Node.',
  },
  {
    aspect: 'wire',
    where: /^exec_command_end: params\.msg\.(stderr|aggregated_output|formatted_output)$/,
    when: notStarted,
    reason: 'What could not be started is named, in the words of Node.',
  },

  // Summaries
  {
    aspect: 'wire',
    where: /^turnwire\/compaction$/,
    when: added,
    reason: 'The progress of a summary is reported as well.',
  },
  {
    aspect: 'model',
    where: /^request: body\.input\.\d+\.content\.0\.text$/,
    when: (theirs, ours) =>
      (starts(theirs, 'You have exceeded the maximum number of tokens') &&
        starts(ours, 'This conversation is about to')) ||
      (starts(theirs, 'You were originally given instructions') && starts(ours, '<conversation_summary>')),
    reason: 'The texts for the model about a summary are our own.',
  },
  {
    aspect: 'wire',
    where: /^(token_count|agent_message_delta|agent_message|task_complete)/,
    scenario: 'a final answer goes over the limit',
    reason: 'A final answer is not asked for once more after the summary.',
  },
  {
    aspect: 'rollout',
    where: /^(turn_context|event_msg|response_item)/,
    scenario: 'a final answer goes over the limit',
    reason: 'A final answer is not asked for once more after the summary.',
  },
  {
    aspect: 'model',
    where: /^(request|problem)$/,
    scenario: 'a final answer goes over the limit',
    reason: 'A final answer is not asked for once more after the summary.',
  },

  // Families of models
  {
    aspect: 'wire',
    where: /^token_count: params\.msg\.info\.model_context_window$/,
    scenario: 'model-families: switched by turns',
    reason: 'Usage is reported with the window of the model that is used, as in `task_started`.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info\.model_context_window$/,
    scenario: 'model-families: switched by turns',
    reason: 'Usage is reported with the window of the model that is used, as in `task_started`.',
  },
  {
    aspect: 'model',
    where: /^request: body\.(tools\.[12]|reasoning|include\.0)\b/,
    scenario: 'model-families: newer names',
    reason: 'Models that came after the reference are offered what suits them.',
  },
  {
    aspect: 'wire',
    where: /^(task_started: params\.msg|token_count: params\.msg\.info)\.model_context_window$/,
    scenario: 'model-families: newer names',
    when: (theirs, ours) => theirs === null && ours === 272_000,
    reason: 'The window of models that came after the reference is known.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info\.model_context_window$/,
    scenario: 'model-families: newer names',
    when: (theirs, ours) => theirs === null && ours === 272_000,
    reason: 'The window of models that came after the reference is known.',
  },
  {
    aspect: 'wire',
    where: /^(task_started: params\.msg|token_count: params\.msg\.info)\.model_context_window$/,
    scenario: 'model-families: known by their names',
    when: (theirs, ours) => theirs === null && ours === 96_000,
    reason: 'A model is the same with `openai/` in front of its name.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info\.model_context_window$/,
    scenario: 'model-families: known by their names',
    when: (theirs, ours) => theirs === null && ours === 96_000,
    reason: 'A model is the same with `openai/` in front of its name.',
  },
  {
    aspect: 'wire',
    where: /^(task_started: params\.msg|token_count: params\.msg\.info)\.model_context_window$/,
    scenario: 'model-families: a turn with a model that nobody knows',
    when: (theirs, ours) => theirs === 272_000 && ours === null,
    reason: 'An unknown model does not get the family with which the conversation began.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info\.model_context_window$/,
    scenario: 'model-families: a turn with a model that nobody knows',
    when: (theirs, ours) => theirs === 272_000 && ours === null,
    reason: 'An unknown model does not get the family with which the conversation began.',
  },
  {
    aspect: 'model',
    where: /^request: body\.(reasoning|include\.0)$/,
    scenario: 'model-families: a turn with a model that nobody knows',
    reason: 'An unknown model does not get the family with which the conversation began.',
  },
];
