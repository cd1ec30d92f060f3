import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What can be in the place of a small regular file. Each makes it at a path, whose folder is made as well. */
export const SPECIAL_FILES: Readonly<Record<string, (path: string) => void | Promise<void>>> = {
  'a pipe': (path) => void execFileSync('mkfifo', [path]),
  'a link to an endless device': (path) => symlinkSync('/dev/zero', path),
  'a link to a terminal': (path) => symlinkSync('/dev/tty', path),
  'a folder': (path) => void mkdirSync(path),
  'a socket': socket,
  'a file of a terabyte': sparse,
};

export async function putOdd(kind: string, path: string): Promise<void> {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
  await SPECIAL_FILES[kind]?.(path);
}

/** The socket stays in the file system because its name is another one when the listener ends. */
async function socket(path: string): Promise<void> {
  const first = join(tmpdir(), `${randomUUID()}.socket`); // the names of sockets have 108 bytes at most
  const server = createServer();
  await new Promise<void>((done) => void server.listen(first, done));
  execFileSync('mv', [first, path]);
  await new Promise((done) => server.close(done));
}

function sparse(path: string): void {
  writeFileSync(path, '');
  truncateSync(path, 1024 ** 4);
}
