import * as z from 'zod';
import type { Tool } from '../core/ports/index.js';
import { parseArguments } from './json-arguments.js';

const Arguments = z.lazy(() =>
  z.strictObject({
    explanation: z.string().nullish(),
    plan: z.array(z.strictObject({ step: z.string(), status: z.enum(['pending', 'in_progress', 'completed']) })),
  }),
);

/** `update_plan`: shows the plan of the model to the user; it has no other effect (C83). */
export const planTool: Tool = {
  spec: {
    type: 'function',
    name: 'update_plan',
    description:
      'Shows the user your plan for the task: short steps, each pending, in_progress or completed. Send the whole plan each time; ' +
      'keep exactly one step in_progress while you work.',
    strict: false,
    parameters: {
      type: 'object',
      properties: {
        explanation: { type: 'string', description: 'Why the plan is as it is, or what has changed.' },
        plan: {
          type: 'array',
          description: 'All steps in order.',
          items: {
            type: 'object',
            properties: {
              status: { type: 'string', description: 'One of: pending, in_progress, completed' },
              step: { type: 'string' },
            },
            required: ['step', 'status'],
            additionalProperties: false,
          },
        },
      },
      required: ['plan'],
      additionalProperties: false,
    },
  },
  answers: ({ kind, name }) => kind === 'function' && name === 'update_plan',

  async run(call, context) {
    const parsed = parseArguments(Arguments, call.input);
    if ('problem' in parsed) return parsed.problem;
    const { explanation, plan } = parsed.value;
    context.emit({ type: 'plan-updated', explanation: explanation ?? null, plan });
    return 'Plan updated';
  },
};
