import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import * as z from 'zod';
import type { Tool } from '../core/ports/index.js';
import { reason } from './apply-patch/patch-error.js';
import { parseArguments } from './json-arguments.js';

const Arguments = z.object({ path: z.string() });

/** Whether the policy lets a command read this file; decides over a path with its links resolved. */
export type MayRead = (path: string) => Promise<boolean>;

/** `view_image`: hands a picture of the disk to the model with its next request (C84). */
export function createViewImageTool(mayRead: MayRead): Tool {
  return {
    spec: {
      type: 'function',
      name: 'view_image',
      description: 'Shows you an image file from the disk. You see it with your next turn.',
      strict: false,
      parameters: {
        type: 'object',
        properties: { path: { type: 'string', description: 'The path of the image file.' } },
        required: ['path'],
        additionalProperties: false,
      },
    },
    answers: ({ kind, name }) => kind === 'function' && name === 'view_image',

    async run(call, context) {
      const parsed = parseArguments(Arguments, call.input);
      if ('problem' in parsed) return parsed.problem;
      const named = parsed.value.path;
      const path = isAbsolute(named) ? named : `${context.settings.cwd}/${named}`;
      const problem = await problemWith(path, mayRead);
      if (problem !== undefined) return problem;
      context.attach({ type: 'local-image', path });
      const at = context.now();
      const { callId } = call;
      const item = { type: 'image-view', id: callId, callId, startedAt: at, completedAt: at, path } as const;
      return {
        output: 'attached local image path',
        events: [
          { type: 'item-started', item },
          { type: 'item-completed', item },
        ],
      };
    },
  };
}

/** Looked at first, so that a missing file is said and not sent as an empty message (C131). */
async function problemWith(path: string, mayRead: MayRead): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return `image path \`${path}\` is not a file`;
  } catch (e) {
    return `unable to locate image at \`${path}\`: ${reason(e)}`;
  }
  return (await mayRead(path)) ? undefined : `image at \`${path}\` may not be read`;
}
