import { isAbsolute, resolve } from 'node:path';
import type { skills } from '../../../protocol/v2/skills.js';
import type { Skill } from '../../core/ports/index.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { invalid } from './overrides.js';
import { SkillWatch } from './skill-watch.js';

export const skillHandlers = {
  /** Nothing is kept between two calls, so `forceReload` changes nothing. */
  'skills/list'(api, { cwds }, call) {
    const { cwd, skills } = api;
    const folders = cwds?.length ? cwds : [cwd];
    call.afterReply(() => {
      if (!call.signal.aborted) watchSkills(api, folders);
    });
    return {
      data: folders.map((folder) => {
        const found = skills.find(resolve(cwd, folder));
        return { cwd: folder, skills: found.skills.map(wireSkill), errors: [...found.errors] };
      }),
    };
  },

  /** Counts for every client of this server until it ends. */
  'skills/extraRoots/set'(api, { extraRoots }, call) {
    const { skills, clients } = api;
    for (const [i, path] of extraRoots.entries())
      if (!isAbsolute(path)) {
        const at = `params.extraRoots.${i}`;
        throw invalid(at, `Invalid request: ${at}: ${path} is not an absolute path`);
      }
    skills.extraRoots = extraRoots;
    call.afterReply(() => {
      clients.tellAll('skills/changed', {});
      if (!call.signal.aborted) watchSkills(api, []);
    });
    return {};
  },

  /** It counts from the next turn on. */
  async 'skills/config/write'({ settings }, { path, name, enabled }) {
    if ((path == null) === !name) throw invalid('params', 'skills/config/write requires exactly one of path or name');
    if (path != null && !isAbsolute(path))
      throw invalid('params.path', `Invalid request: params.path: ${path} is not an absolute path`);
    await settings.switchSkill(path == null ? { name: name ?? '' } : { path }, enabled);
    return { effectiveEnabled: enabled };
  },
} satisfies Handlers<Pick<typeof skills, 'skills/list' | 'skills/extraRoots/set' | 'skills/config/write'>, Api>;

/** From now on, the client is notified of changes. */
function watchSkills({ threads, skills, disk, cwd }: Api, folders: readonly string[]): void {
  if (threads.declines('skills/changed')) return;
  threads.skillWatch ??= new SkillWatch({
    places: (folder) => skills.places(folder),
    disk,
    changed: () => {
      threads.notify('skills/changed', {});
      return threads.caughtUp();
    },
  });
  threads.skillWatch.include((folders.length > 0 ? folders : [cwd]).map((folder) => resolve(cwd, folder)));
}

const wireSkill = ({ name, description, shortDescription, path, scope, enabled }: Skill) => ({
  name,
  description,
  ...(shortDescription === undefined ? {} : { shortDescription }),
  path,
  scope,
  enabled,
  pluginId: null,
});
