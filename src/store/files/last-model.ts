import { openRegularFile } from '../../os/open-regular-file.js';

/** The settings of the last turn are searched in so many bytes at the end of a rollout. */
const TAIL = 64 * 1024;

/** The model of the last turn if the end of the file names it, otherwise null: a list reads no more than that. */
export async function lastModel(path: string): Promise<string | null> {
  try {
    const file = await openRegularFile(path);
    try {
      const { size } = await file.stat();
      const from = Math.max(0, size - TAIL);
      const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(TAIL, size)), 0, undefined, from);
      return modelIn(buffer.subarray(0, bytesRead).toString());
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

function modelIn(text: string): string | null {
  const line = text.split('\n').findLast((candidate) => candidate.includes('"type":"turn_context"'));
  try {
    const { type, payload } = JSON.parse(line ?? '') as { type?: unknown; payload?: { model?: unknown } };
    return type === 'turn_context' && typeof payload?.model === 'string' ? payload.model : null;
  } catch {
    return null;
  }
}
