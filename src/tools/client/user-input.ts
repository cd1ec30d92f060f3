import * as z from 'zod';
import type { Tool } from '../../core/ports/index.js';
import { parseArguments } from '../json-arguments.js';

const Arguments = z.lazy(() =>
  z.object({
    questions: z.array(
      z.object({
        id: z.string(),
        header: z.string(),
        question: z.string(),
        options: z.array(z.object({ label: z.string(), description: z.string() })).nullish(),
      }),
    ),
  }),
);

/** `request_user_input`: the model asks the user, in plan mode, or where the configuration allows it in the default mode as well. */
export const userInputTool: Tool = {
  spec: {
    type: 'function',
    name: 'request_user_input',
    description:
      'Asks the user one to three short questions and waits for the answers. For plan mode; in the default mode it is refused unless your instructions say otherwise.',
    strict: false,
    parameters: {
      type: 'object',
      properties: {
        questions: {
          type: 'array',
          description: 'One question is best; no more than three.',
          items: {
            type: 'object',
            properties: {
              header: { type: 'string', description: 'A title of at most 12 characters.' },
              id: { type: 'string', description: 'Names the answer; in snake_case.' },
              options: {
                type: 'array',
                description:
                  'Two or three answers that exclude one another, the recommended one first and marked "(Recommended)". The user can always give another answer.',
                items: {
                  type: 'object',
                  properties: {
                    description: { type: 'string', description: 'What it means to choose this, in one sentence.' },
                    label: { type: 'string', description: 'One to five words.' },
                  },
                  required: ['label', 'description'],
                  additionalProperties: false,
                },
              },
              question: { type: 'string', description: 'The question, in one sentence.' },
            },
            required: ['id', 'header', 'question', 'options'],
            additionalProperties: false,
          },
        },
      },
      required: ['questions'],
      additionalProperties: false,
    },
  },
  answers: ({ kind, name }) => kind === 'function' && name === 'request_user_input',

  async run({ callId, input }, context) {
    const { collaborationMode, userInputInDefaultMode } = context.settings;
    if (collaborationMode?.mode !== 'plan' && !userInputInDefaultMode) {
      return 'request_user_input is unavailable in Default mode';
    }
    const parsed = parseArguments(Arguments, input);
    if ('problem' in parsed) return parsed.problem;
    const { questions } = parsed.value;
    if (questions.length === 0) return 'request_user_input requires at least one question';
    if (questions.some(({ options }) => !options?.length)) {
      return 'request_user_input requires non-empty options for every question';
    }
    const asked = questions.map(({ id, header, question, options = null }) => ({
      id,
      header,
      question,
      isOther: true,
      isSecret: false,
      options,
    }));
    const answer = await context.requestInput(callId, { kind: 'user-input', callId, questions: asked });
    const answers = Object.entries(answer?.answers ?? {}).map(([id, given]) => [id, { answers: given }]);
    return JSON.stringify({ answers: Object.fromEntries(answers) });
  },
};
