import type { RequestSpec } from '../declare.js';
import { accounts } from './accounts.js';
import { apps } from './apps.js';
import { attachments } from './attachments.js';
import { commands } from './commands.js';
import { config } from './config.js';
import { fs } from './fs.js';
import { goals } from './goals.js';
import { hooks } from './hooks.js';
import { mcp } from './mcp.js';
import { models } from './models.js';
import { projects } from './projects.js';
import { queue } from './queue.js';
import { rateLimits } from './rate-limits.js';
import { search } from './search.js';
import { sections } from './sections.js';
import { skills } from './skills.js';
import { threadReads } from './thread-reads.js';
import { threadRecords } from './thread-records.js';
import { threads } from './threads.js';
import { turnWork } from './turn-work.js';
import { turns } from './turns.js';
import { workspace } from './workspace.js';

/** Some methods of a family. */
export const only = <F extends Record<string, RequestSpec>, M extends keyof F>(
  family: F,
  ...methods: M[]
): Pick<F, M> => Object.fromEntries(methods.map((method) => [method, family[method]])) as Pick<F, M>;

/**
 * The requests that have handlers in `src/api/v2`. The compiler requires a handler for each name that is added here, and the name is listed by `initialize`; a
 * method that is only declared is answered as unknown. Whole families are spread; `only` picks from one.
 */
export const offeredRequests = {
  ...threads,
  ...threadReads,
  ...threadRecords,
  ...sections,
  ...attachments,
  ...only(
    turnWork,
    'thread/compact/start',
    'thread/settings/update',
    'thread/shellCommand',
    'thread/sample',
    'thread/sample/cancel',
    'review/start',
  ),
  ...only(
    commands,
    'thread/backgroundTerminals/list',
    'thread/backgroundTerminals/terminate',
    'thread/backgroundTerminals/clean',
  ),
  ...turns,
  ...models,
  ...apps,
  ...accounts,
  ...rateLimits,
  ...hooks,
  ...goals,
  ...projects,
  ...queue,
  ...only(skills, 'skills/list', 'skills/extraRoots/set', 'skills/config/write'),
  ...only(
    config,
    'config/read',
    'config/value/write',
    'config/batchWrite',
    'configRequirements/read',
    'permissionProfile/list',
    'experimentalFeature/list',
    'experimentalFeature/enablement/set',
  ),
  ...only(
    mcp,
    'mcpServerStatus/list',
    'mcpServer/tool/call',
    'mcpServer/resource/read',
    'mcpServer/oauth/login',
    'config/mcpServer/reload',
  ),
  ...only(
    commands,
    'command/exec',
    'command/exec/write',
    'command/exec/resize',
    'command/exec/terminate',
    'process/spawn',
    'process/writeStdin',
    'process/kill',
    'process/resizePty',
  ),
  ...fs,
  ...search,
  ...only(workspace, 'gitDiffToRemote'),
} satisfies Record<string, RequestSpec>;
