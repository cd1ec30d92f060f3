import { added, begin, type Deviation, starts } from './deviation.js';

export const networkDeviations: readonly Deviation[] = [
  // The way to the model
  {
    aspect: 'model',
    where: /^request: headers\.referer$/,
    scenario: 'the model has moved',
    when: (_, ours) => ours === undefined,
    reason: 'The source of a redirect is not shown: the address may contain a key.',
  },
  {
    aspect: 'wire',
    where: /^error: params\.msg\.message$/,
    scenario: 'the model has moved',
    when: (theirs, ours) => starts(theirs, 'builder error for url') && starts(ours, 'unexpected status 302 Found'),
    reason: 'The error names a redirect that leads nowhere.',
  },
  {
    aspect: 'wire',
    where: /^error: params\.msg\.message$/,
    when: (theirs, ours) => {
      const [head] =
        /^(unexpected status \d+ [A-Za-z ]+|exceeded retry limit, last status: \d+ [A-Za-z ]+)/.exec(String(theirs)) ??
        [];
      return head !== undefined && starts(ours, head);
    },
    reason: 'The sentence of the provider is shown, and not the JSON around it (C262).',
  },

  // The Chat Completions wire
  {
    aspect: 'model',
    where: /^request: body\.messages\.0\.content$/,
    reason: 'The instructions are written for this project.',
  },
  {
    aspect: 'model',
    where: /^request: body\.stream_options$/,
    when: added,
    reason: 'The usage is asked for on this wire too, so that tokens are counted and long histories summed up.',
  },
  {
    aspect: 'wire',
    where: /^token_count: params\.msg\.info$/,
    when: (theirs, ours) => theirs === null && ours !== null,
    reason: 'The usage is read on the Chat Completions wire too.',
  },
  {
    aspect: 'rollout',
    where: /^event_msg token_count: info$/,
    when: (theirs, ours) => theirs === null && ours !== null,
    reason: 'The usage is read on the Chat Completions wire too.',
  },
  {
    aspect: 'wire',
    where: /^agent_message_delta$/,
    when: added,
    reason: 'Text is sent as it arrives over the Chat Completions API too.',
  },
  {
    aspect: 'model',
    where: /: body\.messages\.\d+\.content$/,
    when: begin('failed to parse function arguments: '),
    reason: 'Errors about the arguments of a call have our own texts.',
  },
  {
    aspect: 'model',
    where: /: body\.messages\.\d+\.tool_calls\.\d+\.function\.arguments$/,
    when: (_, ours) => starts(ours, '{"unreadable":'),
    reason:
      'Arguments that are no JSON are sent back inside of JSON: servers that read them refuse the request otherwise.',
  },
  {
    aspect: 'model',
    where: /^request: body\.tools\.[12]\b/,
    scenario: 'chat: patches',
    reason: 'The patch tool that a client asks for is offered in the form that the Chat Completions wire has.',
  },
  {
    aspect: 'model',
    where: /^request: body\.messages\.2\.content$/,
    scenario: 'chat: a picture',
    when: (theirs, ours) => typeof theirs === 'string' && Array.isArray(ours),
    reason: 'Pictures are sent on the Chat Completions wire too.',
  },

  // Errors
  { aspect: 'wire', where: /: error\.data$/, when: added, reason: 'Errors carry a code that programs can read.' },
  {
    aspect: 'wire',
    where: /: error\.message$/,
    when: (theirs, ours) => theirs === 'Invalid request' && String(ours).startsWith('Invalid request: '),
    reason: 'The text says what is wrong with the request.',
  },
  {
    aspect: 'wire',
    where: /^reply newConversation: error\.message$/,
    when: begin('error deriving config: '),
    reason: 'After the prefix the reason has our own text.',
  },
  {
    aspect: 'wire',
    where: /^reply (setDefaultModel|getUserSavedConfig): error\.message$/,
    when: (theirs, ours) =>
      ['failed to persist overrides: ', 'failed to load config.toml: ', 'failed to parse config.toml: '].some(
        (prefix) => begin(prefix)(theirs, ours),
      ),
    reason: 'After the prefix the reason has our own text.',
  },
];
