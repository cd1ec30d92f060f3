import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { getHeapCodeStatistics } from 'node:v8';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { setFlagsOfProgram } from '../os/v8-flags.js';

/** The build fills these in: a text that changes with every change of the program's files, and the files that a server may need. */
declare const BUILD_ID: string;
declare const SERVER_FILES: readonly string[];

const FOLDER = join(__dirname, 'program');
const CACHE_FOLDER = join(__dirname, 'code-cache');
/** The file for this build, and for this V8 with its flags. V8 refuses code of other ones. */
const CACHE = join(CACHE_FOLDER, `${BUILD_ID}-${crc32(runtime()).toString(16)}.bin`);
const HEAD = Buffer.from('(function (exports, require, module, __filename, __dirname) {');
const TAIL = Buffer.from('\n})');
/**
 * Sources and compiled code go through the same memory while files are loaded: the system takes longer to give a process new pages than to read a file
 * into old ones. Pages that are not used take no memory.
 */
let scratch: Buffer<ArrayBuffer> | undefined;
const SCRATCH = 1024 * 1024;
/** The cache is written again when a process has compiled this many times as much code. A turn adds about 3 %. */
const GROWTH = 1.02;
/** Milliseconds after the start of the process. Long before a long process ends, V8 has thrown away the code that only the start needs. */
const KEEP_AFTER = [5_000, 60_000];

type Exports = Record<string, unknown>;
type Body = (exports: Exports, require: (name: string) => unknown, module: object, file: string, dir: string) => void;

/** The file: the length of its index as text, the index, and of each file of the program its compiled code, if any, and its source. */
interface Cache {
  readonly fd: number;
  /** Bytes of code in the process that wrote it. */
  readonly size: number;
  readonly entries: ReadonlyMap<string, Place>;
}
/** All lengths are bytes. */
interface Place {
  readonly at: number;
  readonly code: number;
  readonly source: number;
  readonly sum: number;
  /** Of the file in `program/`. */
  readonly mark: string;
}
type Entry = readonly [name: string, code: number, source: number, sum: number, mark: string];
type Index = readonly [size: number, entries: readonly Entry[]];
/** What is kept of a file: its code, then its source. */
interface Kept {
  readonly bytes: Buffer;
  readonly code: number;
  readonly mark: string;
}

setFlagsOfProgram();

/*
 * Loads the files of the program as Node does, and gives V8 what it has compiled in earlier processes: that shortens the time to the first conversation by a
 * third. The sources are kept with the code, so that a server can go on with one open file when an upgrade removes the others. Without the cache, and with code
 * that V8 refuses, everything works the same. It lies beside the program, because whoever can write there can change the program as well.
 */
const isOff = Boolean(process.env.NODE_DISABLE_COMPILE_CACHE);
const modules = new Map<string, { exports: Exports }>();
const scripts = new Map<string, Script>();
// It stays open, because another process may replace it: code of two files must not be mixed.
const cache = isOff ? undefined : openCache();
let isDamaged = false;

if (!isOff) {
  process.on('exit', keepCompiled);
  for (const ms of KEEP_AFTER) setTimeout(keepCompiled, ms).unref();
}
const texts = new Map<string, Buffer>();
(load('main.js') as unknown as typeof import('./main.js')).main(process.argv.slice(2), { readAhead });

/** `join` would be called so often that V8 optimizes it: that takes 5 ms, and 3.5 MB for the pages of the optimizing compiler. */
function fileOf(name: string): string {
  return FOLDER + sep + name;
}

function load(name: string): Exports {
  const known = modules.get(name);
  if (known !== undefined) return known.exports;
  const module = { exports: {} as Exports };
  modules.set(name, module);
  try {
    const filename = fileOf(name);
    const body = compile(name, filename).runInThisContext() as Body;
    body(module.exports, requireBeside, module, filename, FOLDER);
  } catch (e) {
    // The next attempt may succeed, when descriptors are free.
    modules.delete(name);
    throw e;
  }
  texts.delete(name);
  return module.exports;
}

/**
 * A server goes on when an upgrade of the package removes its files. The cache stays readable, because it is open. Without it, the files are read now, which
 * takes much less time and memory than loading them.
 */
function readAhead(): void {
  for (const name of SERVER_FILES)
    if (!modules.has(name) && !texts.has(name) && !cache?.entries.has(name)) texts.set(name, sourceBytes(name));
}

function requireBeside(name: string): unknown {
  if (name.startsWith('./')) return load(name.slice(2));
  return require(name.startsWith('.') ? join(FOLDER, name) : name);
}

function compile(name: string, filename: string): Script {
  const kept = cache && readKept(cache, name, scratchOf);
  const bytes = kept?.bytes ?? texts.get(name) ?? sourceBytes(name, scratchOf);
  const source = bytes.toString('latin1', kept?.code);
  const cachedData = kept && kept.code > 0 ? kept.bytes.subarray(0, kept.code) : undefined;
  const script = new Script(source, { filename, columnOffset: -HEAD.length, ...(cachedData && { cachedData }) });
  isDamaged ||= cachedData !== undefined && script.cachedDataRejected !== false;
  scripts.set(name, script);
  return script;
}

/** The source as the body of a function. It is put together as bytes, because V8 would keep joined texts a second time in its heap. */
function sourceBytes(name: string, into = bufferOf): Buffer {
  const fd = openSync(fileOf(name), 'r');
  try {
    const { size } = fstatSync(fd);
    const bytes = into(HEAD.length + size + TAIL.length);
    bytes.set(HEAD);
    const end = HEAD.length + readSync(fd, bytes, HEAD.length, size, 0);
    bytes.set(TAIL, end);
    return bytes.subarray(0, end + TAIL.length);
  } finally {
    closeSync(fd);
  }
}

function bufferOf(length: number): Buffer<ArrayBuffer> {
  return Buffer.allocUnsafeSlow(length);
}

function scratchOf(length: number): Buffer<ArrayBuffer> {
  if (scratch === undefined || scratch.length < length) {
    scratch = bufferOf(Math.max(length, SCRATCH));
    // Kept for the whole process, it made turns a fifth slower.
    queueMicrotask(() => {
      scratch = undefined;
    });
  }
  return scratch.subarray(0, length);
}

/** Writes the code of files that the cache does not have, and of all files when this process has compiled more functions of them. */
function keepCompiled(): void {
  const present = openCache();
  const size = getHeapCodeStatistics().bytecode_and_metadata_size;
  const isAllNew = isDamaged || size > (present?.size ?? 0) * GROWTH;
  const missing = [...scripts].filter(([name]) => isAllNew || !present?.entries.get(name)?.code);
  if (missing.length > 0) {
    try {
      const compiled = new Map(missing);
      const all = new Map<string, Kept>();
      for (const name of new Set([...(present?.entries.keys() ?? []), ...scripts.keys(), ...SERVER_FILES])) {
        const kept = present && readKept(present, name);
        const code = compiled.get(name)?.createCachedData() ?? kept?.bytes.subarray(0, kept.code) ?? Buffer.alloc(0);
        const mark = kept?.mark ?? markOf(name) ?? '';
        const source = kept?.bytes.subarray(kept.code) ?? sourceBytes(name);
        all.set(name, { bytes: Buffer.concat([code, source]), code: code.length, mark });
      }
      writeCache(Math.max(size, present?.size ?? 0), all);
      isDamaged = false;
    } catch {
      // The package belongs to someone else, or the disk is full.
    }
  }
  if (present) closeSync(present.fd);
}

/** Returns undefined when there is none for this build and this V8, or when it was cut off. */
function openCache(): Cache | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(CACHE, 'r');
    const total = fstatSync(fd).size;
    const length = Math.min(read(fd, 0, bufferOf(4)).readUInt32LE(), total);
    const [size, list] = JSON.parse(read(fd, 4, bufferOf(length)).toString()) as Index;
    const entries = new Map<string, Place>();
    let at = 4 + length;
    for (const [name, code, source, sum, mark] of list) {
      entries.set(name, { at, code, source, sum, mark });
      at += code + source;
    }
    if (at === total) return { fd, size, entries };
  } catch {
    // There is none, or something else lies there.
  }
  if (fd !== undefined) closeSync(fd);
  return undefined;
}

/** What the compiled code depends on: the version of V8, the processor, and options of the command line and the environment. */
function runtime(): string {
  const { version, versions, arch, execArgv, env } = process;
  return [version, versions.v8, arch, ...execArgv, env.NODE_OPTIONS].join(' ');
}

/**
 * Returns undefined when there is nothing, when it is damaged, or when the file was changed since. V8 trusts the code that it gets: code that a disk
 * has damaged would end the process.
 */
function readKept({ fd, entries }: Cache, name: string, into = bufferOf): Kept | undefined {
  const place = entries.get(name);
  if (place === undefined) return undefined;
  const { at, code, source, sum, mark } = place;
  if ((markOf(name) ?? mark) === mark) {
    const bytes = read(fd, at, into(code + source));
    if (sumOf(name, bytes) === sum) return { bytes, code, mark };
  }
  isDamaged = true;
  return undefined;
}

/** Size and time of a file of the program; undefined when an upgrade has removed it. */
function markOf(name: string): string | undefined {
  const stats = statSync(fileOf(name), { throwIfNoEntry: false });
  return stats && `${stats.size} ${stats.mtimeMs}`;
}

function sumOf(name: string, data: Buffer): number {
  return crc32(data, crc32(name));
}

/** When the file is cut off meanwhile, the rest of the buffer is not filled: the sum of the data will not fit. */
function read(fd: number, at: number, into: Buffer): Buffer {
  readSync(fd, into, 0, into.length, at);
  return into;
}

/** The whole file replaces the last one. Files of other builds are removed. */
function writeCache(size: number, all: ReadonlyMap<string, Kept>): void {
  const entries = [...all].map(
    ([name, { bytes, code, mark }]): Entry => [name, code, bytes.length - code, sumOf(name, bytes), mark],
  );
  const index = Buffer.from(JSON.stringify([size, entries] satisfies Index));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(index.length);
  mkdirSync(CACHE_FOLDER, { recursive: true });
  const temporary = `${CACHE}.${process.pid}`;
  writeFileSync(temporary, Buffer.concat([length, index, ...[...all.values()].map(({ bytes }) => bytes)]), {
    flush: true,
  });
  renameSync(temporary, CACHE);
  for (const name of readdirSync(CACHE_FOLDER))
    if (!name.startsWith(BUILD_ID)) rmSync(join(CACHE_FOLDER, name), { force: true });
}
