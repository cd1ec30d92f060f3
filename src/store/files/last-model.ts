import { openRegularFile } from '../../os/open-regular-file.js';

/** Bytes at the end of a rollout in which the settings of the last turn are looked for. */
const TAIL = 64 * 1024;

/** The model of the last turn, where the end of the file tells it; null otherwise: a list looks no further. */
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
