import type { Deviation } from '../deviations/deviation.js';

/** What clients do by themselves: commands, processes, files, searches. */
export const clientWork: readonly Deviation[] = [
  {
    aspect: 'wire',
    where: /^reply command\/exec: (error|result)$/,
    scenario: 'v2 command/exec: within a policy',
    when: (theirs, ours) =>
      /panicked/.test(JSON.stringify(theirs ?? '')) || /no-such-program/.test(JSON.stringify(ours ?? '')),
    reason: 'A program that is missing is an error in a sandbox too (C581).',
  },
  {
    aspect: 'wire',
    where: /^reply (command\/exec|process\/spawn): error\.message$/,
    when: (_, ours) => /the folder \/no\/such\/folder does not exist$/.test(String(ours)),
    reason: 'A folder that is missing is named (C581).',
  },
  {
    aspect: 'wire',
    where: /^reply command\/exec: error\.message$/,
    when: (theirs, ours) =>
      [theirs, ours].every((text) => /^invalid permission profile: .*`:nope`$/.test(String(text))),
    reason: 'The words about a profile that is not known are those of this server.',
  },
  {
    aspect: 'wire',
    where: /^reply fs\/getMetadata: result\.createdAtMs$/,
    when: (theirs, ours) => theirs === 0 && Number(ours) > 0,
    reason: 'The time at which a file was made is told where the system knows it (C587).',
  },
  {
    aspect: 'wire',
    where: /^reply fs\/getMetadata: result\.modifiedAtMs$/,
    when: (theirs, ours) => Math.abs(Number(theirs) - Number(ours)) < 60_000,
    reason: 'The two make their files at different times.',
  },
  {
    aspect: 'wire',
    where: /^fuzzyFileSearch\/sessionUpdated(: params\..*)?$/,
    scenario: 'v2 search session: queries, one after the other',
    reason:
      'The reference may report a query more than once while it walks the folders; then the reports do not line up (C591).',
  },
  {
    aspect: 'wire',
    where: /^fuzzyFileSearch\/sessionCompleted: moved$/,
    reason: 'The reference may tell the end of the walk and that of a query apart (C591).',
  },
  {
    aspect: 'wire',
    where: /^reply command\/exec: result\.exitCode$/,
    scenario: 'v2 command/exec: at a terminal',
    when: (theirs, ours) => theirs === 1 && ours === 137,
    reason: 'A command that was killed says so at a terminal too (C592).',
  },
];
