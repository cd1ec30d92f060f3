import type { Deviation } from '../deviations/deviation.js';

const FAILING = /^v2 (model error|compaction: it fails)/;

/** How a turn fails. */
export const failures: readonly Deviation[] = [
  {
    aspect: 'wire',
    where: /^(error: params|turn\/completed: params\.turn)\.error\.(message|additionalDetails|codexErrorInfo(\.\w+)?)$/,
    scenario: FAILING,
    reason: 'The texts are those of 0.44, and the kind is the one that fits best (C455).',
  },
  {
    aspect: 'wire',
    where:
      /^(warning|error|(reply thread\/read: result\.thread|thread\/status\/changed: params)\.status\.type|turn\/completed: params\.turn\.(status|error|items.*|itemsView))$/,
    scenario: 'v2 model error: incomplete',
    reason: 'What the model has said is kept, with a note that it was cut off (C264).',
  },
  {
    aspect: 'wire',
    where: /^thread\/tokenUsage\/updated(: params\.tokenUsage\.(total|last)\.totalTokens)?$/,
    scenario: 'v2 model error: no room',
    reason: 'The whole window of the model is reported (C446).',
  },
  {
    aspect: 'wire',
    where: /^thread\/tokenUsage\/updated(: .*)?$/,
    scenario: 'v2 compaction: asked for',
    reason: 'Tokens are reported once, when a response is counted.',
  },
  {
    aspect: 'model',
    where: /^request: input\.\d(\.|$)/,
    scenario: /^v2 compaction: /,
    reason: 'The request for a summary and the summary have our own texts (C80).',
  },
  {
    aspect: 'wire',
    where: /^thread\/status\/changed: moved$/,
    scenario: 'v2 compaction: it fails',
    reason: 'The status of a thread changes when its items have ended (C450).',
  },
  {
    aspect: 'wire',
    where: /^(error: params|turn\/completed: params\.turn)\.error\.additionalDetails$/,
    scenario: FAILING,
    when: (theirs) => theirs === null,
    reason: 'The message of the service is sent beside the text (C455).',
  },
  {
    aspect: 'wire',
    where: /^account\/rateLimits\/updated: moved$/,
    scenario: FAILING,
    reason: 'Limits in a refusal are reported at once, before the end of the turn.',
  },
];
