import type { skills } from '../../../protocol/v2/skills.js';
import type { Skill } from '../../core/ports/index.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';

export const skillHandlers = {
  /** Nothing is kept between two calls, so `forceReload` changes nothing. */
  'skills/list'({ cwd, findSkills }, { cwds }) {
    const folders = cwds?.length ? cwds : [cwd];
    return {
      data: folders.map((folder) => {
        const found = findSkills(folder);
        return { cwd: folder, skills: found.skills.map(wireSkill), errors: [...found.errors] };
      }),
    };
  },
} satisfies Handlers<Pick<typeof skills, 'skills/list'>, Api>;

const wireSkill = ({ name, description, shortDescription, path, scope }: Skill) => ({
  name,
  description,
  ...(shortDescription === undefined ? {} : { shortDescription }),
  path,
  scope,
  enabled: true,
  pluginId: null,
});
