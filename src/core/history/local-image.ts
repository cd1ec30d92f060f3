import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Providers take less; it is there so that a film by mistake does not fill the memory and the rollout. */
const MAX_BYTES = 32 * 1024 * 1024;

/** A picture of the disk as a data URL. The message of what it throws says what is wrong, for model and user. */
export async function readLocalImage(path: string): Promise<string> {
  const bytes = await readWhole(path);
  const type = imageType(bytes);
  // A provider refuses what is none, and with it every later request of the conversation.
  if (type === undefined) throw new Error('it is not an image');
  return `data:${type};base64,${bytes.toString('base64')}`;
}

async function readWhole(path: string): Promise<Buffer> {
  try {
    // Opening a pipe waits for a writer, unless it does not block.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw new Error('it is not a file');
      if (stat.size > MAX_BYTES) {
        throw new Error(`it has ${mebibytes(stat.size)}, and ${mebibytes(MAX_BYTES)} is the most`);
      }
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (e) {
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
