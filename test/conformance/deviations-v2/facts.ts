import type { Deviation } from '../deviations/deviation.js';

const missing = (_: unknown, ours: unknown) => ours === undefined;
const text = (theirs: unknown, ours: unknown) => [theirs, ours].every((value) => typeof value === 'string');

/** Facts that a client asks for before it starts a thread. */
export const facts: readonly Deviation[] = [
  {
    aspect: 'wire',
    where:
      /^reply thread\/(metadata\/update|search|search\/stream): result(\.data\.\d)?\.thread\.canAcceptDirectInput$/,
    when: (theirs, ours) => theirs === null && ours === true,
    reason: 'A thread that is loaded is shown so in every reply.',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/list: result\.data\.0\.gitInfo\.branch$/,
    scenario: 'v2 metadata: of the repository',
    reason: 'What a client has removed stays removed; 0.171 shows the recorded branch again (C613).',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/list: result\.data\.\d\.sectionEnteredAt$/,
    when: (theirs, ours) => Math.abs(Number(theirs) - Number(ours)) < 60,
    reason: 'The two ran at different seconds.',
  },
  {
    aspect: 'wire',
    where: /^reply thread\/backgroundTerminals\/list: result\.data\.0\.osPid$/,
    when: (theirs) => theirs === null,
    reason: 'The process of a command is named to the client.',
  },
  {
    aspect: 'wire',
    where: /^reply account\/rateLimits\/read: error\.code$/,
    reason: 'A user who is not signed in gets the code that this error has everywhere (C461).',
  },
  {
    aspect: 'wire',
    where: /^account\/rateLimits\/updated: params\.rateLimits\.(primary|secondary)\.resetsAt$/,
    when: (theirs, ours) => Math.abs(Number(theirs) - Number(ours)) <= 1,
    reason: 'A moment is kept as the seconds until then.',
  },
  {
    aspect: 'wire',
    where:
      /^reply model\/list: result\.data\.\d+\.(description|(supportedReasoningEfforts|serviceTiers)\.\d\.description)$/,
    when: text,
    reason: 'Models are described in the words of this server.',
  },
  {
    aspect: 'wire',
    where: /^reply model\/list: result\.data\.\d+\.supportedReasoningEfforts\.5$/,
    when: missing,
    reason: 'The effort that starts agents has no effect here (C460).',
  },
  {
    aspect: 'wire',
    where:
      /^reply model\/list: result\.data\.\d+\.(multiAgentVersion|defaultServiceTier|availabilityNux|upgradeInfo\.migrationMarkdown)$/,
    when: (_, ours) => ours === null,
    reason: 'There are no agents, and models are not advertised, nor are tiers that cost more (C460).',
  },
  {
    aspect: 'wire',
    where: /^reply model\/list: result\.data\.\d+\.isDefault$/,
    reason: 'The default is the model that threads begin with, also when the configuration names it (C460).',
  },
  {
    aspect: 'wire',
    where: /^reply config\/read: result\.config\./,
    when: (theirs, ours) => ours === undefined || ours === null || theirs === undefined,
    reason: 'What is not set is null or not there; defaults are not filled in (C466).',
  },
  {
    aspect: 'wire',
    where: /^reply config\/read: result\.layers(\.\d+\.disabledReason)?$/,
    reason: 'The layers are the file of the user, `-c` and, marked as not read, that of the system (C466).',
  },
  {
    aspect: 'wire',
    where: /^reply skills\/list: result\.data\.0\.skills\.\d$/,
    when: missing,
    reason: 'No skills are unpacked into the home (C468).',
  },
];
