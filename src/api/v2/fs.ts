import type { fs } from '../../../protocol/v2/fs.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { absolute, base64Problem } from './checked-params.js';
import { invalid } from './overrides.js';
import type { PathWork } from './path-order.js';

/** Watches that one client may have. */
const MAX_WATCHES = 1000;

/** Files and folders for the client, without a sandbox. */
export const fileHandlers = {
  async 'fs/readFile'({ disk, threads }, params, call) {
    const path = absolute(params.path, 'params.path');
    const data = await threads.paths.run(call, reading(path), () => disk.read(path));
    return { dataBase64: data.toString('base64') };
  },
  async 'fs/writeFile'({ disk, threads }, { dataBase64, ...params }, call) {
    const problem = base64Problem(dataBase64);
    if (problem !== undefined)
      throw invalid('params.dataBase64', `fs/writeFile requires valid base64 dataBase64: ${problem}`);
    const path = absolute(params.path, 'params.path');
    await threads.paths.run(call, changing(path), () => disk.write(path, Buffer.from(dataBase64, 'base64')));
    return {};
  },
  async 'fs/createDirectory'({ disk, threads }, { recursive, ...params }, call) {
    const path = absolute(params.path, 'params.path');
    await threads.paths.run(call, changing(path), () => disk.createFolder(path, { recursive: recursive ?? true }));
    return {};
  },
  'fs/getMetadata'({ disk, threads }, params, call) {
    const path = absolute(params.path, 'params.path');
    return threads.paths.run(call, reading(path), () => disk.facts(path));
  },
  async 'fs/readDirectory'({ disk, threads }, params, call) {
    const path = absolute(params.path, 'params.path');
    return { entries: await threads.paths.run(call, reading(path), () => disk.list(path)) };
  },
  async 'fs/remove'({ disk, threads }, { recursive, force, ...params }, call) {
    const path = absolute(params.path, 'params.path');
    const options = { recursive: recursive ?? true, force: force ?? true, onFolder: call.stepAside };
    await threads.paths.run(call, changing(path), () => disk.remove(path, options));
    return {};
  },
  async 'fs/copy'({ disk, threads }, { sourcePath, destinationPath, recursive }, call) {
    const [from, to] = [absolute(sourcePath, 'params.sourcePath'), absolute(destinationPath, 'params.destinationPath')];
    const options = { recursive: recursive ?? false, signal: call.signal };
    await threads.paths.run(call, changing(from, to), () => disk.copy(from, to, options));
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

const reading = (...paths: string[]): PathWork => ({ paths, reads: true });
const changing = (...paths: string[]): PathWork => ({ paths, reads: false });
