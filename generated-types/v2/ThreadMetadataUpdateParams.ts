// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadMetadataGitInfoUpdateParams } from './ThreadMetadataGitInfoUpdateParams.js';

/** Params of `thread/metadata/update`. */
export type ThreadMetadataUpdateParams = {
  threadId: string;
  projectId?: string | null | undefined;
  gitInfo?: ThreadMetadataGitInfoUpdateParams | null | undefined;
  daybreakEnabled?: boolean | null | undefined;
};
