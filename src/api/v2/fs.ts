import type { fs } from '../../../protocol/v2/fs.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { absolute, base64Problem } from './checked-params.js';
import { invalid } from './overrides.js';

/** Watches that one client may have. */
const MAX_WATCHES = 1000;

/** Files and folders for the client, without a sandbox. */
export const fileHandlers = {
  async 'fs/readFile'({ disk }, { path }) {
    const data = await disk.read(absolute(path, 'params.path'));
    return { dataBase64: data.toString('base64') };
  },
  async 'fs/writeFile'({ disk }, { path, dataBase64 }) {
    const problem = base64Problem(dataBase64);
    if (problem !== undefined)
      throw invalid('params.dataBase64', `fs/writeFile requires valid base64 dataBase64: ${problem}`);
    await disk.write(absolute(path, 'params.path'), Buffer.from(dataBase64, 'base64'));
    return {};
  },
  async 'fs/createDirectory'({ disk }, { path, recursive }) {
    await disk.createFolder(absolute(path, 'params.path'), { recursive: recursive ?? true });
    return {};
  },
  'fs/getMetadata': ({ disk }, { path }) => disk.facts(absolute(path, 'params.path')),
  async 'fs/readDirectory'({ disk }, { path }) {
    return { entries: await disk.list(absolute(path, 'params.path')) };
  },
  async 'fs/remove'({ disk }, { path, recursive, force }) {
    await disk.remove(absolute(path, 'params.path'), { recursive: recursive ?? true, force: force ?? true });
    return {};
  },
  async 'fs/copy'({ disk }, { sourcePath, destinationPath, recursive }, { signal }) {
    const [from, to] = [absolute(sourcePath, 'params.sourcePath'), absolute(destinationPath, 'params.destinationPath')];
    await disk.copy(from, to, { recursive: recursive ?? false, signal });
    return {};
  },
  'fs/watch'({ disk, threads }, params) {
    const { watchId } = params;
    const path = absolute(params.path, 'params.path');
    if (threads.watches.has(watchId)) throw invalid('params.watchId', `watchId already exists: ${watchId}`);
    if (threads.watches.size >= MAX_WATCHES)
      throw invalid('params.watchId', `a client may have ${MAX_WATCHES} watches: end one with fs/unwatch`);
    const watch = disk.watch(path, (paths) => {
      threads.notify('fs/changed', { watchId, changedPaths: [...paths] });
      return threads.caughtUp();
    });
    threads.watches.set(watchId, watch);
    return { path };
  },
  'fs/unwatch'({ threads }, { watchId }) {
    threads.watches.get(watchId)?.close();
    threads.watches.delete(watchId);
    return {};
  },
} satisfies Handlers<typeof fs, Api>;
