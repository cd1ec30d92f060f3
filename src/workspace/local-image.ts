import { pictureType } from '../domain/picture.js';
import { openRegularFile, readStart, UnusableFileError } from '../os/open-regular-file.js';
import type { MayRead } from './instructions.js';

/** Providers accept less. This limit keeps a film, given by mistake, from filling the memory and the rollout. */
const MAX_BYTES = 32 * 1024 * 1024;

/** A picture from the disk as a data URL. The message of its error gives the reason, for the model and the user. */
export async function readLocalImage(path: string, mayRead: MayRead): Promise<string> {
  const bytes = await readWhole(path, mayRead);
  const type = pictureType(bytes);
  // A provider refuses data that is no picture, and then every later request of the conversation.
  if (type === undefined) throw new Error('it is not an image');
  return `data:${type};base64,${bytes.toString('base64')}`;
}

async function readWhole(path: string, mayRead: MayRead): Promise<Buffer> {
  try {
    const file = await openRegularFile(path);
    try {
      if (!mayRead(file.fd, path)) throw new Error('it may not be read');
      const { size } = await file.stat();
      const bytes = size > MAX_BYTES ? undefined : await readStart(file, MAX_BYTES + 1);
      if (bytes !== undefined && bytes.length <= MAX_BYTES) return bytes;
      throw new Error(`it has ${mebibytes(Math.max(size, MAX_BYTES + 1))}, and ${mebibytes(MAX_BYTES)} is the most`);
    } finally {
      await file.close();
    }
  } catch (e) {
    if (e instanceof UnusableFileError) throw new Error('it is not a file', { cause: e });
    const { code, message } = e as NodeJS.ErrnoException;
    throw new Error((code && WORDS[code]) ?? code ?? message, { cause: e });
  }
}

const WORDS: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MiB`;
