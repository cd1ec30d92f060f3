import { dirname, isAbsolute, join, parse, sep } from 'node:path';
import { systemError } from '../patch-error.js';
import type { Files } from './disk.js';

/** As many as Linux follows. */
const MAX_LINKS = 40;

/**
 * An absolute path without links in its folders, also where the file, its folders or a link's target do not exist yet (which the system's
 * own `realpath` refuses). `last` says whether a link at the very end is followed too.
 */
export async function realPath(files: Files, path: string, last: 'follow' | 'keep'): Promise<string> {
  let real = parse(path).root;
  let ahead = names(path);
  for (let links = 0; ahead.length > 0; ) {
    const [name = '', ...rest] = ahead;
    ahead = rest;
    if (name === '..') {
      real = dirname(real);
      continue;
    }
    const next = join(real, name);
    const follow = ahead.length > 0 || last === 'follow';
    if (follow && (await files.find(next))?.kind === 'link') {
      if (++links > MAX_LINKS) throw systemError('ELOOP');
      const target = await files.readLink(next);
      if (isAbsolute(target)) real = parse(target).root;
      ahead = [...names(target), ...ahead];
    } else {
      real = next;
    }
  }
  return real;
}

function names(path: string): string[] {
  return path
    .slice(parse(path).root.length)
    .split(sep === '\\' ? /[\\/]/ : '/')
    .filter((name) => name !== '' && name !== '.');
}
