import type { Deviation } from '../deviations/deviation.js';

/** What is asked of newer models by default. */
export const models: readonly Deviation[] = [
  {
    aspect: 'model',
    where: /^request: (parallel_tool_calls|text|text\.verbosity|reasoning\.(effort|summary))$/,
    when: (theirs, ours) => theirs === undefined || ours === undefined || ours === false,
    reason: 'The defaults of each newer model are not known here yet.',
  },
  {
    aspect: 'model',
    where: /^request: tools\.web_search$/,
    when: (_, ours) => ours === undefined,
    reason: 'The web is searched where the configuration says so.',
  },
  {
    aspect: 'model',
    where: /^request: tools\.update_plan$/,
    when: (theirs) => theirs === undefined,
    reason: 'The plan tool is offered to every model of a thread (C407).',
  },
];
