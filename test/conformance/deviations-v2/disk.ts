import type { Deviation } from '../deviations/deviation.js';

const missing = (_: unknown, ours: unknown) => ours === undefined;
const added = (theirs: unknown) => theirs === undefined;

/** What both write of a thread. What the wire shows of an item stands beside its line, so its deviations hold here too. */
export const disk: readonly Deviation[] = [
  {
    aspect: 'rollout',
    where: /^(user_message|agent_message|agent_reasoning|agent_reasoning_raw_content|turn_aborted)$/,
    when: added,
    reason: 'A file tells 0.44 what was said as well (C364).',
  },
  {
    aspect: 'rollout',
    where: /^thread_settings_applied(: moved)?$/,
    when: (_, ours) => ours !== undefined,
    reason: 'Once a service tier was chosen, each turn records its settings (C520).',
  },
  {
    aspect: 'rollout',
    where: /^(world_state|thread_settings_applied|token_usage_record|retained_context)$/,
    when: missing,
    reason: 'The internal state of 0.171 is not written; 0.171 resumes threads without it.',
  },
  {
    aspect: 'rollout',
    where: /^(token_count|turn_context)(: moved)?$/,
    reason: 'As in 0.44 there is a context for each request, and token counts are stored where they are reported.',
  },
  {
    aspect: 'rollout',
    where: /^session_meta$/,
    when: added,
    reason: 'A thread has its file from its start on.',
  },
  {
    aspect: 'rollout',
    where: /^turnwire_queued_input$/,
    when: added,
    reason: 'What the user says during a turn is on disk before it is accepted.',
  },
  {
    aspect: 'rollout',
    where: /^item (CommandExecution|FileChange|ContextCompaction|AgentMessage)$/,
    when: added,
    reason: 'Items that are declined or cut off stay in the history (C363, C450).',
  },
  {
    aspect: 'rollout',
    where: /^item CommandExecution$/,
    scenario: /^v2 (interrupt: while a command runs|hooks: (a turn is interrupted|an interrupt))/,
    reason: 'A command that was cut off is ended within its turn (C450).',
  },
  {
    aspect: 'rollout',
    where: /^(item AgentMessage: (id|content\.0\.text)|response_item message assistant(: content\.0\.text)?)$/,
    scenario: /^v2 (steer: while the model|interrupt: while the model|model error: (the stream ends|it works))/,
    reason: 'What the model was saying stays in the history (C363, C449).',
  },
  {
    aspect: 'rollout',
    where: /^response_item (custom_tool|function)_call_output: output$/,
    reason: 'Outputs are those that the model is sent; they are compared there.',
  },
  {
    aspect: 'rollout',
    where: /^response_item (message user(: content\.\d(\.\w+)?)?)$/,
    scenario: /^v2 input: /,
    reason: 'Pictures go to the model without names (C456).',
  },
  {
    aspect: 'rollout',
    where: /^response_item message assistant$/,
    scenario: /^v2 compaction: /,
    when: missing,
    reason: 'The text of a summary stands in the line of the compaction alone.',
  },
  {
    aspect: 'rollout',
    where: /^response_item web_search_call$/,
    when: missing,
    reason: 'As in 0.44 the model is not sent its own searches again; their items are kept.',
  },
  {
    aspect: 'rollout',
    where: /^item FileChange: (auto_approved|stdout|stderr)$/,
    when: (theirs, ours) => theirs === undefined || ours === undefined,
    reason: 'The approval of a patch is stored; a patch that did not run has no output.',
  },
  {
    aspect: 'rollout',
    where: /^item CommandExecution: parsed_cmd\.\d(\.cmd)?$/,
    reason: 'Each part of a command is summed up (C452).',
  },
  {
    aspect: 'rollout',
    where: /^item CommandExecution: (process_id|aggregated_output)$/,
    scenario: /^v2 command: (in another folder|with much output)/,
    reason: 'A folder that does not exist is named; of much output the same part is kept as of that of `shell`.',
  },
];
