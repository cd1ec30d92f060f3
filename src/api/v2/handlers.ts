import { turnwireAttach } from '../../../protocol/turnwire/attach.js';
import { offeredRequests } from '../../../protocol/v2/offered.js';
import type { Handlers } from '../../rpc/dispatch.js';
import { accountHandlers } from './accounts.js';
import type { Api } from './api.js';
import { attachHandlers } from './attach.js';
import { attachmentHandlers } from './attachments.js';
import { commandHandlers } from './commands.js';
import { configHandlers } from './config.js';
import { metadataHandlers } from './facts.js';
import { appHandlers, featureHandlers } from './features.js';
import { fileHandlers } from './fs.js';
import { goalHandlers } from './goals.js';
import { hookHandlers } from './hooks.js';
import { mcpHandlers } from './mcp.js';
import { modelProviderHandlers } from './model-providers.js';
import { modelHandlers } from './models.js';
import { projectHandlers } from './projects.js';
import { queueHandlers } from './queue.js';
import { reviewHandlers } from './reviews.js';
import { sampleHandlers } from './sample.js';
import { occurrenceHandlers } from './search-occurrences.js';
import { searchSessionHandlers } from './search-sessions.js';
import { searchHandlers } from './search-threads.js';
import { sectionHandlers } from './sections.js';
import { settingsHandlers } from './settings.js';
import { skillHandlers } from './skills.js';
import { terminalHandlers } from './terminals.js';
import { threadReadHandlers } from './thread-reads.js';
import { threadRecordHandlers } from './thread-records.js';
import { threadHandlers } from './threads.js';
import { turnHandlers } from './turns.js';
import { workspaceHandlers } from './workspace.js';

/** The requests of v2 that work, and those of ours that serve both protocols. */
export const v2Methods = { ...offeredRequests, ...turnwireAttach };

export const v2Handlers = {
  ...threadHandlers,
  ...attachHandlers,
  ...threadReadHandlers,
  ...threadRecordHandlers,
  ...searchHandlers,
  ...occurrenceHandlers,
  ...searchSessionHandlers,
  ...metadataHandlers,
  ...sectionHandlers,
  ...modelProviderHandlers,
  ...featureHandlers,
  ...appHandlers,
  ...attachmentHandlers,
  ...sampleHandlers,
  ...reviewHandlers,
  ...turnHandlers,
  ...terminalHandlers,
  ...modelHandlers,
  ...accountHandlers,
  ...configHandlers,
  ...hookHandlers,
  ...skillHandlers,
  ...mcpHandlers,
  ...settingsHandlers,
  ...goalHandlers,
  ...projectHandlers,
  ...queueHandlers,
  ...commandHandlers,
  ...fileHandlers,
  ...workspaceHandlers,
} satisfies Handlers<typeof v2Methods, Api>;
