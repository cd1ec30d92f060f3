import type { Deviation } from '../deviations/deviation.js';

interface Delta {
  readonly params?: { readonly delta?: unknown };
}

const missing = (_: unknown, ours: unknown) => ours === undefined;

export const keptBetter: readonly Deviation[] = [
  {
    aspect: 'wire',
    where: /^reply thread\/queue\/\w+: result\.(queuedSubmission|data\.\d+)\.id$/,
    when: (theirs, ours) => String(theirs).startsWith('$c') && String(ours).startsWith('$item'),
    reason: 'A message keeps the id that it has in the queue (C730).',
  },
  {
    aspect: 'wire',
    where: /^(reply thread\/(start|read): result|thread\/started: params)\.thread\.gitInfo$/,
    when: (theirs, ours) => theirs === null && ours !== null,
    reason: 'The state of the repository is known from the start on (C442).',
  },
  {
    aspect: 'wire',
    where: /^deprecationNotice$/,
    when: missing,
    reason: 'Reading a thread with its turns is nothing to be warned of (C443).',
  },
  {
    aspect: 'wire',
    where:
      /^(reply thread\/resume: result\.(thread\.model|model|approvalPolicy|collaborationMode\.settings\.model)|thread\/settings\/updated)$/,
    scenario: 'v2 resume: a loaded thread',
    reason: 'A client that resumes a loaded thread with other settings gets them (C444).',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/turns\/list: (error|result)$/,
    scenario: 'v2 read: pages of turns before the first',
    reason: 'A thread without a turn has an empty page of turns (C445).',
  },
  {
    aspect: 'wire',
    where:
      /^reply thread\/(resume|turns\/list|items\/list|searchOccurrences): result(\.initialTurnsPage|\.data\.\d+)?\.(turnCursor|turnsBackwardsCursor|itemsBackwardsCursor|backwardsCursor|nextCursor)$/,
    when: (theirs, ours) => [theirs, ours].every((value) => typeof value === 'string'),
    reason: 'A cursor has no meaning but to the server that gave it.',
  },
  {
    aspect: 'wire',
    where: /^thread\/tokenUsage\/updated|^account\/rateLimits\/updated/,
    scenario: 'v2 limits: tokens are counted',
    when: missing,
    reason: 'Counts that have not changed are not sent again.',
  },
  {
    aspect: 'wire',
    where: /^(configWarning|warning)$/,
    scenario: 'v2 thread/start: settings of the configuration',
    reason: 'An unknown setting is reported once, in the words of this server.',
  },
  {
    aspect: 'wire',
    where: /^thread\/tokenUsage\/updated: params\.tokenUsage\.modelContextWindow$/,
    when: (theirs, ours) => Number(theirs) === Math.floor(Number(ours) * 0.95),
    reason: 'The whole window of the model is reported (C446).',
  },
  {
    aspect: 'wire',
    where: /^item\/commandExecution\/outputDelta/,
    when: (theirs, ours) => String((ours as Delta | undefined)?.params?.delta ?? ours).endsWith(String(theirs ?? '')),
    reason: 'All output is in deltas (C447).',
  },
  {
    aspect: 'wire',
    where: /^(reply thread\/resume: result\.approvalPolicy|warning)$/,
    scenario: 'v2 resume: items of a turn with a command',
    reason: 'A thread is resumed with the stricter policy, and the client gets a notice (C284).',
  },
  {
    aspect: 'wire',
    where: /^thread\/search\/partial$/,
    when: (theirs, ours) => theirs === undefined || ours === undefined,
    reason: 'Reports of a search that runs may be left out; the reply has everything.',
  },
  {
    aspect: 'wire',
    where: /^thread\/search\/partial: params\./,
    reason: 'A report of 0.171 shows a thread as it is stored; here it is the row of the reply.',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/sample: error\.code$/,
    scenario: 'v2 sample: one that is cancelled',
    reason: 'A client that cancels its request is told so, and not of a defect of the server (C750).',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/searchOccurrences: error\.(code|message)$/,
    when: (theirs) => theirs === -32601 || theirs === 'thread/searchOccurrences is not supported yet',
    reason: 'An unknown thread is refused as such (C751).',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/list: result\.data\.\d+\.canAcceptDirectInput$/,
    when: (theirs, ours) => theirs === null && ours === true,
    reason: 'A loaded thread is listed as it is shown elsewhere.',
  },
  {
    aspect: 'wire',
    where: /^warning$/,
    when: (theirs, ours) => theirs === undefined && /A hook has stopped your message/.test(JSON.stringify(ours)),
    reason: 'Users are told in words that their message was stopped (C493).',
  },
  {
    aspect: 'rollout',
    where: /^response_item message system$/,
    when: (theirs, ours) => theirs === undefined && /"content":\[\]/.test(JSON.stringify(ours)),
    reason: 'What was accepted is on disk; this says that a hook has stopped it (C493).',
  },
];
