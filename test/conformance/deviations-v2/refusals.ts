import { added, begin, type Deviation, starts } from '../deviations/deviation.js';

const text = (theirs: RegExp, ours: RegExp) => (a: unknown, b: unknown) =>
  theirs.test(String(a)) && ours.test(String(b));

export const refusals: readonly Deviation[] = [
  {
    aspect: 'wire',
    where: /^reply thread\/queue\/\w+: error\.(code|message)$/,
    scenario: 'v2 queue: what is refused',
    when: (theirs, ours) =>
      theirs === -32603 ||
      text(/^failed to read thread: /, /^no rollout found for /)(theirs, ours) ||
      text(/^invalid queue pagination cursor/, /^invalid cursor: /)(theirs, ours),
    reason: 'A thread that does not exist is no internal error (C733), and the cursor is named.',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/settings\/update: error\.message$/,
    reason: 'The texts of our checks of the configuration.',
  },
  {
    aspect: 'wire',
    where: /^reply config\/value\/write: error\.(message|data\.(code|reason|key|path))$/,
    when: (theirs, ours) => theirs === undefined || String(ours).startsWith('Invalid configuration: '),
    reason: 'Our errors say more for programs, and name the place in our words.',
  },
  {
    aspect: 'wire',
    where: /^thread\/settings\/updated: params\.threadSettings\.collaborationMode\.settings\.developer_instructions$/,
    when: (_, ours) => ours === null,
    reason: 'The built-in text for a mode is not shown.',
  },
  {
    aspect: 'wire',
    where: /^reply [\w/]+: error\.data$/,
    when: added,
    reason: 'Every error has a code for programs beside its text (C402).',
  },
  {
    aspect: 'wire',
    where: /^reply [\w/]+: error\.message$/,
    when: (theirs, ours) => starts(theirs, 'Invalid request: ') && starts(ours, 'Invalid request: '),
    reason: 'What is wrong with the params is said with the path to it (C448).',
  },
  {
    aspect: 'wire',
    where: /^reply [\w/]+: error\.message$/,
    when: text(/^invalid (thread|session) id: invalid /, /^invalid thread id: xyz: expected a UUID$/),
    reason: 'An id that is none is named in the refusal (C448).',
  },
  {
    aspect: 'wire',
    where:
      /^reply modelProvider\/(config\/write|default\/set): error\.data\.(code|reason|key|config_write_error_code)$/,
    when: (theirs) => theirs === undefined || theirs === 'configPathNotFound',
    reason: 'Our errors say more for programs (C402).',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/items\/list: error\.(code|message)$/,
    scenario: 'v2 items: what cannot be paged',
    reason: 'The refusal says why (C610).',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/inject_items: error\.message$/,
    when: begin('items[0] is not a valid response item: '),
    reason: 'What is wrong with an item is said in the words of our checks (C448).',
  },
  {
    aspect: 'wire',
    where:
      /^reply (skills\/config\/write|thread\/shellCommand|threadSection\/\w+|project\/\w+|thread\/attachment\/\w+): error\.code$/,
    when: (theirs) => theirs === -32602,
    reason: 'Params that do not fit are invalid requests, as everywhere here.',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/unsubscribe: (error|result)$/,
    scenario: 'v2 refused: an id of no form',
    reason: 'No thread has such an id, so it is not loaded (C448).',
  },
  {
    aspect: 'wire',
    where: /^reply turn\/start: error\.data\.(input_error_code|max_chars|actual_chars|code|limit|actual)$/,
    scenario: 'v2 refused: input of the wrong form',
    reason: 'The data of an error has the form that all errors have here (C402).',
  },
  {
    aspect: 'wire',
    where: /^reply initialize: (error|result|error\.message)$/,
    scenario: 'v2 initialize: wanted first, and once',
    reason: 'A name that no header can hold is taken, with other characters in its place (C441).',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/start: error\.message$/,
    when: (theirs, ours) =>
      starts(theirs, 'failed to load configuration: ') &&
      /^(failed to load configuration: |unknown )/.test(String(ours)),
    reason: 'What is wrong with a setting is said in the words of this server.',
  },
  {
    aspect: 'wire',
    where: /^(reply thread\/start: (error|result)|thread\/started)$/,
    scenario: 'v2 thread/start: each policy and sandbox',
    when: (theirs, ours) => theirs === undefined || ours === undefined,
    reason: 'The policy of older clients is taken (C400).',
  },
];
