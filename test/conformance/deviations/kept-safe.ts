import type { Deviation } from './deviation.js';

const RESUME = 'what cannot be resumed';
const CUT = 'context: instructions are cut to their limit, in the middle of a character';
const BROKEN = 'getUserSavedConfig of files that are broken, odd or gone';
const withoutMark = (text: unknown): string => String(text).replaceAll('\ufffd', '');

/** What is written for later releases, and what this server takes where the reference gives up. */
export const keptSafeDeviations: readonly Deviation[] = [
  {
    aspect: 'rollout',
    where: /^session_meta: model_provider$/,
    when: (theirs) => theirs === undefined,
    reason: 'Later releases resume a conversation only with its provider (C321).',
  },
  {
    aspect: 'model',
    where: /^request: body\.input\.\d+\.arguments$/,
    when: (_, ours) => /^\{("unreadable":.*)?\}$/.test(String(ours)),
    reason: 'Arguments that are no JSON object would fail every later request (C265).',
  },
  {
    aspect: 'model',
    where: /^request: body\.input\.\d+\.call_id$/,
    when: (theirs, ours) => String(ours).startsWith(`${String(theirs)}_`),
    reason: 'An id that is used by two calls would fail every later request (C265).',
  },
  {
    aspect: 'wire',
    where: /^(sessionConfigured|reply resumeConversation: (error|result|error\.message))$/,
    scenario: RESUME,
    reason: 'Rollouts from before lines had types are read, and a folder is said to be no file.',
  },
  {
    aspect: 'wire',
    where: /^turnwire\/diagnostics$/,
    scenario: CUT,
    when: (theirs) => theirs === undefined,
    reason: 'The user gets a notice about instructions that were left out (C282).',
  },
  ...(['rollout', 'model'] as const).map(
    (aspect): Deviation => ({
      aspect,
      where: /instructions$|content\.0\.text$/,
      scenario: CUT,
      when: (theirs, ours) => withoutMark(theirs) === ours,
      reason: 'Instructions are cut at a whole character (C282).',
    }),
  ),
  {
    aspect: 'wire',
    where: /^reply getUserSavedConfig: (error|result)$/,
    scenario: BROKEN,
    reason: 'A profile that is not in force stops nothing (C283).',
  },
];
