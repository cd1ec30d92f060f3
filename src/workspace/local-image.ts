import { openRegularFile, readStart, UnusableFileError } from '../os/open-regular-file.js';
import type { MayRead } from './instructions.js';

/** Providers take less; it is there so that a film by mistake does not fill the memory and the rollout. */
const MAX_BYTES = 32 * 1024 * 1024;

/** A picture of the disk as a data URL. The message of what it throws says what is wrong, for model and user. */
export async function readLocalImage(path: string, mayRead: MayRead): Promise<string> {
  const bytes = await readWhole(path, mayRead);
  const type = imageType(bytes);
  // A provider refuses what is none, and with it every later request of the conversation.
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

/** By what it contains: names lie, and providers compare. */
function imageType(bytes: Buffer): string | undefined {
  const text = (from: number, to: number): string => bytes.toString('latin1', from, to);
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (text(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (/^GIF8[79]a$/.test(text(0, 6))) return 'image/gif';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  if (text(0, 2) === 'BM' && bytes.length >= 14 && bytes.readUInt32LE(2) === bytes.length) return 'image/bmp';
  if (text(0, 4) === 'II*\0' || text(0, 4) === 'MM\0*') return 'image/tiff';
  if (text(0, 4) === '\0\0\x01\0') return 'image/x-icon';
  if (text(4, 8) === 'ftyp') return ISO_BRANDS[text(8, 12)];
  if (/^(\xef\xbb\xbf)?\s*(<[?!][\s\S]*)?<svg[\s>]/.test(text(0, 2048))) return 'image/svg+xml';
  return undefined;
}

const ISO_BRANDS: Record<string, string> = {
  avif: 'image/avif',
  avis: 'image/avif',
  heic: 'image/heic',
  heix: 'image/heic',
  mif1: 'image/heif',
};
