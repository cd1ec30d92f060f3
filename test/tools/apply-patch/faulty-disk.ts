import { writeFileSync } from 'node:fs';
import { type Disk, disk } from '../../../src/tools/apply-patch/files/disk.js';

const full = () => Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28 });

interface Fault {
  readonly fail?: () => never;
  /** Only calls that change something count. */
  readonly onlyWrites?: boolean;
}

/** A disk whose call number `at` fails; what a failed creation has written so far stays behind. */
export function faulty(at: number, { fail = throwFull, onlyWrites = false }: Fault = {}) {
  let calls = 0;
  const step = async <T>(real: () => Promise<T>, half?: () => void): Promise<T> => {
    if (++calls !== at) return real();
    half?.();
    return fail();
  };
  const look = <T>(real: () => Promise<T>) => (onlyWrites ? real() : step(real));
  const broken: Disk = {
    find: (path) => look(() => disk.find(path)),
    readLink: (path) => look(() => disk.readLink(path)),
    read: (path) => look(() => disk.read(path)),
    assertWritable: (path) => look(() => disk.assertWritable(path)),
    create: (path, bytes, looks) =>
      step(
        () => disk.create(path, bytes, looks),
        () => writeFileSync(path, bytes.subarray(0, bytes.length >> 1)),
      ),
    link: (target, path) => step(() => disk.link(target, path)),
    renameNew: (from, to) => step(() => disk.renameNew(from, to)),
    rename: (from, to) => step(() => disk.rename(from, to)),
    remove: (path) => step(() => disk.remove(path)),
    makeFolder: (path) => step(() => disk.makeFolder(path)),
    removeFolder: (path) => step(() => disk.removeFolder(path)),
  };
  return { disk: broken, steps: () => calls };
}

function throwFull(): never {
  throw full();
}
