import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import * as z from 'zod';
import { AppError } from '../../../protocol/errors.js';
import type { SubmissionStore } from '../../core/ports/store.js';
import type { Submission } from '../../domain/record.js';
import { writeAtomically } from '../../os/atomic-write.js';
import { readRegularFileSync } from '../../os/open-regular-file.js';
import { userContent } from './item-schemas.js';

/** A queue that this program wrote is always smaller. */
const MAX_BYTES = 512 * 1024 * 1024;

const Queue: z.ZodType<Submission[]> = z.array(
  z.object({
    id: z.string(),
    content: z.array(userContent),
    clientId: z.string(),
    metadata: z.record(z.string(), z.string()).nullable(),
  }),
);

/** The queue of each conversation is a file. The file exists only while messages wait. */
export class FileSubmissions implements SubmissionStore {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, 'turnwire', 'queues');
  }

  read(conversationId: string): readonly Submission[] {
    const path = this.#path(conversationId);
    // This runs at the end of each turn. Without a queue, a check of the path costs less than an open that fails.
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return [];
    try {
      return Queue.parse(JSON.parse(readRegularFileSync(path, { maxBytes: MAX_BYTES }).toString()));
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code === 'ENOENT') return [];
      const reason = e instanceof z.ZodError ? z.prettifyError(e) : (e as Error).message;
      throw new AppError('io_error', `the queue cannot be read: ${reason}`, { reason, path }, { cause: e });
    }
  }

  write(conversationId: string, queue: readonly Submission[]): void {
    const path = this.#path(conversationId);
    try {
      if (queue.length === 0) return rmSync(path, { force: true });
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeAtomically(path, `${JSON.stringify(queue)}\n`, 0o600);
    } catch (e) {
      const reason = (e as Error).message;
      throw new AppError('io_error', `the queue cannot be stored: ${reason}`, { reason, path }, { cause: e });
    }
  }

  #path(conversationId: string): string {
    return `${this.#folder}${sep}${conversationId}.json`;
  }
}
