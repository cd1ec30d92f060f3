import { existsSync, realpathSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Instructions, ProjectDocSettings } from '../core/ports/index.js';
import { openRegularFile, readStart, realPathOfOpen } from '../os/open-regular-file.js';
import { isWithin, realPathSync } from '../os/real-path.js';

/** In each folder the first of these counts (C280). */
const FILES = ['AGENTS.override.md', 'AGENTS.md'];
const MAX_HOME_BYTES = 1024 * 1024;
const SEPARATOR = '\n\n--- project-doc ---\n\n';

/** Whether the model may see an open file. */
export type MayRead = (fd: number, path: string) => boolean;

interface Place {
  /** The real path of the folder that must contain all files that are read. */
  readonly root: string;
  /** For users. */
  readonly name: string;
}

/** What the files of one place say. */
interface Found {
  readonly text: string;
  readonly sources: readonly string[];
}

/** Of a file. */
interface Beginning {
  readonly path: string;
  readonly text: string;
  readonly bytes: number;
}

/** The user's own `AGENTS.md` and the project's, from the root of the repository down to `cwd` (C78). */
export async function readInstructions(
  home: string,
  cwd: string,
  settings: ProjectDocSettings,
  mayRead: MayRead,
): Promise<Instructions> {
  const findings: string[] = [];
  const reader = new Reader(mayRead, findings);
  const ofHome = await homeInstructions(home, reader);
  const ofProject = await projectInstructions(cwd, settings, reader);
  const parts = [ofHome?.text, ofProject?.text].filter((part) => part !== undefined);
  const sources = [...(ofHome?.sources ?? []), ...(ofProject?.sources ?? [])];
  return { text: parts.length > 0 ? parts.join(SEPARATOR) : undefined, sources, findings };
}

/** Here, unlike in a project, a blank file does not hide the next one (C280). */
async function homeInstructions(home: string, reader: Reader): Promise<Found | undefined> {
  const place = { root: realPathSync(home).path, name: 'the home' };
  for (const name of FILES) {
    const found = await reader.first(home, [name], place, MAX_HOME_BYTES);
    const text = found?.text.trim();
    if (found && text) return { text, sources: [found.path] };
  }
  return undefined;
}

async function projectInstructions(
  cwd: string,
  { maxBytes, fallbackNames }: ProjectDocSettings,
  reader: Reader,
): Promise<Found | undefined> {
  const texts: string[] = [];
  const sources: string[] = [];
  const folders = foldersToSearch(cwd);
  const place = { root: folders[0] ?? cwd, name: 'the project' };
  let left = maxBytes;
  for (const folder of folders) {
    if (maxBytes <= 0) break;
    const found = await reader.first(folder, [...FILES, ...fallbackNames], place, left);
    if (!found || found.text.trim() === '') continue;
    texts.push(found.text);
    sources.push(found.path);
    left -= found.bytes;
  }
  return texts.length > 0 ? { text: texts.join('\n\n'), sources } : undefined;
}

/** From the repository's root down to `cwd`; `cwd` alone outside of a repository. */
function foldersToSearch(cwd: string): string[] {
  let start: string;
  try {
    start = realpathSync.native(cwd);
  } catch {
    return []; // a folder that does not exist is accepted as working directory
  }
  const folders: string[] = [];
  for (let folder = start; ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (existsSync(join(folder, '.git'))) return folders;
    if (dirname(folder) === folder) return [start];
  }
}

/** Reads files that a project, or any program that writes to the home, may have put there (C281). */
class Reader {
  readonly #mayRead: MayRead;
  readonly #findings: string[];

  constructor(mayRead: MayRead, findings: string[]) {
    this.#mayRead = mayRead;
    this.#findings = findings;
  }

  /** The beginning of the first of these files that exists and may be read. */
  async first(
    folder: string,
    names: readonly string[],
    place: Place,
    maxBytes: number,
  ): Promise<Beginning | undefined> {
    for (const name of names) {
      const path = join(folder, name);
      // Usually no file exists, and this check needs no promise.
      const file = existsSync(path) ? await open(path) : undefined;
      if (!file) continue;
      try {
        const problem = this.#problemWith(file, path, place);
        if (problem === undefined) return await this.#beginning(file, path, maxBytes);
        this.#findings.push(`${path} was left out of the instructions: ${problem}.`);
      } catch {
        // What cannot be read must not keep a conversation from beginning.
      } finally {
        await file.close();
      }
    }
    return undefined;
  }

  #problemWith({ fd }: FileHandle, path: string, { root, name }: Place): string | undefined {
    const real = realPathOfOpen(fd, path);
    if (real === undefined || !isWithin(real, root)) return `it leads out of ${name}`;
    return this.#mayRead(fd, path) ? undefined : 'it leads to a file that holds secrets';
  }

  async #beginning(file: FileHandle, path: string, maxBytes: number): Promise<Beginning> {
    const { size } = await file.stat();
    const bytes = await readStart(file, Math.max(0, maxBytes));
    if (size > bytes.length)
      this.#findings.push(`${path} was cut: ${bytes.length} of its ${size} bytes are part of the instructions.`);
    return { path, text: decodeText(bytes, size > bytes.length), bytes: bytes.length };
  }
}

/** Undefined for what is no file or cannot be opened. */
async function open(path: string): Promise<FileHandle | undefined> {
  try {
    return await openRegularFile(path);
  } catch {
    return undefined;
  }
}

/**
 * The text of a file that users may have written with any editor: UTF-8, or UTF-16 with its mark (C282). One that was cut ends with its last whole
 * character.
 */
function decodeText(bytes: Buffer, isCut: boolean): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes, { stream: isCut });
}

function encodingOf([first, second]: Buffer): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
