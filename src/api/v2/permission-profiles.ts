import type { config } from '../../../protocol/v2/config.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { pageOf } from './pages.js';

/** The profiles of permissions that need no table in the configuration. */
const BUILT_IN = [':read-only', ':workspace', ':danger-full-access'];

export const permissionProfileHandlers = {
  'permissionProfile/list'({ settings }, params) {
    const builtIn = BUILT_IN.map((id) => ({ id, description: null, allowed: true }));
    return pageOf([...builtIn, ...settings.permissionProfiles()], params, 'permission profiles');
  },
} satisfies Handlers<Pick<typeof config, 'permissionProfile/list'>, Api>;
