import { execFileSync } from 'node:child_process';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readInput } from '../../src/core/history/user-input.js';
import { readLocalImage } from '../../src/workspace/local-image.js';
import { scratchFolder } from '../support/scratch.js';

const readImage = (path: string) => readLocalImage(path, () => true);
const NEW = { id: 'i', at: 0 };

const HEADS: [string, string | undefined, string][] = [
  ['png', 'image/png', '\x89PNG\r\n\x1a\n....'],
  ['jpg', 'image/jpeg', '\xff\xd8\xff\xe0....'],
  ['gif', 'image/gif', 'GIF87a....'],
  ['webp', 'image/webp', 'RIFF....WEBPVP8 '],
  ['bmp', 'image/bmp', 'BM\x0e\0\0\0........'],
  ['tiff', 'image/tiff', 'II*\0....'],
  ['ico', 'image/x-icon', '\0\0\x01\0\x01\0'],
  ['avif', 'image/avif', '\0\0\0\x1cftypavif....'],
  ['heic', 'image/heic', '\0\0\0\x1cftypheic....'],
  ['svg', 'image/svg+xml', '<?xml version="1.0"?>\n<!-- a rose -->\n<svg xmlns="x"></svg>'],
  ['text', undefined, 'BM is not enough, nor is <svg'],
  ['film', undefined, '\0\0\0\x1cftypmp42....'],
  ['nothing', undefined, ''],
];

test.each(HEADS)('the content of a picture decides its kind, not its name: %s', async (_, type, head) => {
  await using scratch = await scratchFolder('image');
  for (const name of ['picture', 'picture.png', 'picture.txt']) {
    const path = await scratch.write(name, Buffer.from(head, 'latin1'));
    const { item, message, notes } = await readInput(
      [{ type: 'local-image', path: name }],
      { cwd: scratch.path, readImage },
      NEW,
    );
    const url = `data:${type};base64,${Buffer.from(head, 'latin1').toString('base64')}`;
    const note = `The image ${name} could not be read: it is not an image.`;
    const part = type ? { type: 'input_image', image_url: url } : { type: 'input_text', text: `(${note})` };
    expect(item).toMatchObject({ content: [part] });
    expect(message.content).toEqual([{ type: 'local-image', path: name, ...(type ? { url } : {}) }]);
    expect(notes).toEqual(type ? [] : [note]);
    expect(path).toContain(name);
  }
});

test('what cannot be read is said, and a pipe is not waited for', async () => {
  await using scratch = await scratchFolder('image');
  execFileSync('mkfifo', [join(scratch.path, 'pipe')]);
  await truncate(await scratch.write('film.png', '\x89PNG'), 33 * 1024 * 1024 + 1);
  const reasonOf = async (path: string) =>
    (await readInput([{ type: 'local-image', path }], { cwd: scratch.path, readImage }, NEW)).notes[0];
  expect(await reasonOf('missing.png')).toBe('The image missing.png could not be read: there is no such file.');
  expect(await reasonOf('.')).toBe('The image . could not be read: it is not a file.');
  expect(await reasonOf('pipe')).toBe('The image pipe could not be read: it is not a file.');
  expect(await reasonOf('film.png')).toBe(
    'The image film.png could not be read: it has 34 MiB, and 32 MiB is the most.',
  );
});
