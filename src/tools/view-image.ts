import { isAbsolute } from 'node:path';
import * as z from 'zod';
import type { Tool, TurnSettings } from '../core/ports/index.js';
import { UnusableFileError } from '../os/open-regular-file.js';
import { reason } from './apply-patch/patch-error.js';
import { parseArguments } from './json-arguments.js';

const Arguments = z.object({ path: z.string() });

/** Checks a picture on the disk and reads it, both through one handle; returns a data URL. The message of its error gives the reason. */
export type ReadImage = (path: string, settings: Pick<TurnSettings, 'cwd' | 'sandboxPolicy'>) => Promise<string>;

/** `view_image`: adds a picture from the disk to the model's next request (C84). */
export function createViewImageTool(readImage: ReadImage): Tool {
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
      let url: string;
      try {
        url = await readImage(path, context.settings);
      } catch (e) {
        return problemOf(path, e as Error);
      }
      // The checked content is sent, not the path: the path may lead elsewhere by the next request.
      context.attachImage(url);
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

/** An error text for the model, so that a missing file is not sent as an empty message (C131). */
function problemOf(path: string, { message, cause }: Error): string {
  if (cause instanceof UnusableFileError) return `image path \`${path}\` is not a file`;
  if ((cause as NodeJS.ErrnoException | undefined)?.code !== undefined) {
    return `unable to locate image at \`${path}\`: ${reason(cause)}`;
  }
  return `unable to process image at \`${path}\`: ${message}`;
}
