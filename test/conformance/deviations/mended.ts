import { added, type Deviation } from './deviation.js';

/** Scenarios in which a turn ends while the model speaks. */
const CUT_OFF = [
  'a running turn is interrupted',
  'responses that fail and break off are asked for again',
  'responses fail and break off, without attempts left',
];

function keptText(scenario: string): Deviation[] {
  const reason = 'What was said until the turn was cut short is kept, and the model knows it (C363).';
  return [
    {
      aspect: 'rollout',
      where: /^response_item message assistant$/,
      scenario,
      when: (theirs) => theirs === undefined,
      reason,
    },
    { aspect: 'model', where: /^request: body\.input\.[23]/, scenario, when: () => true, reason },
  ];
}

export const mendedDeviations: readonly Deviation[] = [
  // Defects of the reference that are mended
  {
    aspect: 'rollout',
    where: /^turnwire_queued_input$/,
    when: (theirs) => theirs === undefined,
    reason: 'A message that is accepted while a turn runs is on disk before its reply (C361).',
  },
  ...CUT_OFF.flatMap(keptText),
  {
    aspect: 'wire',
    where: /^reply getUserSavedConfig: result\.config\.profiles\.inline\.approvalPolicy$/,
    scenario: 'setDefaultModel, at the top level and in profiles',
    when: (theirs, ours) => theirs === null && ours === 'never',
    reason: 'An inline table keeps what else it holds when the model is set (C54).',
  },
  {
    aspect: 'rollout',
    where: /^response_item message user: content\.0\.text$/,
    scenario: 'setDefaultModel, at the top level and in profiles',
    when: (theirs, ours) => String(theirs).replace('untrusted', 'never') === ours,
    reason: 'An inline table keeps what else it holds when the model is set (C54).',
  },
  {
    aspect: 'wire',
    where: /^turn_diff$/,
    when: (_, ours) => ours === undefined,
    reason: 'The diff of a turn is sent when it has changed, not again with every response.',
  },
  {
    aspect: 'model',
    where: /^request: headers\.authorization$/,
    scenario: 'getAuthStatus with a provider of ones own',
    when: (theirs, ours) => theirs === 'Bearer sk-test' && ours === undefined,
    reason: 'Stored credentials go only to providers that ask for them.',
  },
  {
    aspect: 'model',
    where: /^request: body\.input\.5$/,
    scenario: 'input while tools run',
    when: (_, ours) => ours === undefined,
    reason: 'Input sent while a turn runs reaches the model once, not twice.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg user_message$/,
    scenario: 'input while tools run',
    when: added,
    reason: 'Input sent while a turn runs is part of the past that a resumed conversation shows.',
  },
  {
    aspect: 'wire',
    where: /^token_count: params\.msg\.info\.model_context_window$/,
    scenario: 'turns change the context, and it stays',
    when: (theirs, ours) => theirs === null && ours === 272_000,
    reason: 'Usage is reported with the window of the model that is used, as in `task_started`.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info\.model_context_window$/,
    scenario: 'turns change the context, and it stays',
    when: (theirs, ours) => theirs === null && ours === 272_000,
    reason: 'Usage is reported with the window of the model that is used, as in `task_started`.',
  },

  {
    aspect: 'wire',
    where: /^reply listConversations: result\.nextCursor$/,
    when: (_, ours) => ours === undefined,
    reason: 'The last page has no cursor to an empty one.',
  },
  {
    aspect: 'wire',
    where: /^reply resumeConversation: result\.rolloutPath$/,
    when: added,
    reason: 'The path is added, for a conversation that was not resumed by path.',
  },
  {
    aspect: 'wire',
    where: /^shutdown_complete$/,
    reason: 'A listener always gets the end of the conversation; in the reference this depends on timing.',
  },
  {
    aspect: 'wire',
    where: /^token_count: params\.msg\.info/,
    scenario: 'a conversation is archived and resumed',
    reason: 'A resumed conversation continues its token counts.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info/,
    scenario: 'a conversation is archived and resumed',
    reason: 'A resumed conversation continues its token counts.',
  },

  {
    aspect: 'wire',
    where: /^reply resumeConversation: error\.message$/,
    when: (theirs, ours) => / \(os error \d+\)$/.test(String(theirs)) && / E[A-Z]+: /.test(String(ours)),
    reason: 'Errors of the system about a file have the texts of Node.',
  },
];
