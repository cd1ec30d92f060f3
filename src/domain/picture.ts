/** The media type of a picture by its content: names may be wrong, and providers compare them. Undefined: the bytes are no picture. */
export function pictureType(bytes: Buffer): string | undefined {
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

/** Bytes that some cameras and programs put behind the end of a picture. */
const TRAILER = 64 * 1024;

/** Whether a picture of one of the usual types is complete: a provider refuses a request with a part of a picture. */
export function isWholePicture(bytes: Buffer, type: string): boolean {
  switch (type) {
    case 'image/png':
      return pngEnds(bytes);
    case 'image/jpeg':
      return bytes.lastIndexOf('\xff\xd9', undefined, 'latin1') >= Math.max(4, bytes.length - TRAILER);
    case 'image/gif':
      return bytes.length > 13 && bytes.lastIndexOf(0x3b) >= Math.max(13, bytes.length - TRAILER);
    case 'image/webp':
      return bytes.length >= 16 && bytes.readUInt32LE(4) + 8 <= bytes.length;
    default:
      return true;
  }
}

/** A PNG is a list of chunks, each with its length, and the last one is empty. */
function pngEnds(bytes: Buffer): boolean {
  for (let at = 8; at + 12 <= bytes.length; ) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return true;
    at += 12 + bytes.readUInt32BE(at);
  }
  return false;
}

/** Why the address of a picture cannot be sent to a model; undefined when it can. */
export function pictureProblem(url: string): string | undefined {
  if (/^https?:\/\//i.test(url)) return URL.canParse(url) ? undefined : 'its address is none';
  const [, parameters, data] = /^data:([^,]*),([\s\S]*)$/i.exec(url) ?? [];
  if (parameters === undefined || data === undefined) return 'it has no address that a model can read';
  if (!/;base64$/i.test(parameters)) return 'its data is not in base64';
  if (/[^A-Za-z0-9+/=\s]/.test(data)) return 'its data is not in base64';
  const bytes = Buffer.from(data, 'base64');
  const type = pictureType(bytes);
  if (type === undefined) return 'its data is not a picture';
  return isWholePicture(bytes, type) ? undefined : 'its data is cut off';
}
