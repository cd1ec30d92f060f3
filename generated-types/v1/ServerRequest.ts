// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ApplyPatchApprovalParams } from './ApplyPatchApprovalParams.js';
import type { ExecCommandApprovalParams } from './ExecCommandApprovalParams.js';
import type { RequestId } from './RequestId.js';

/** A request of the server. */
export type ServerRequest = {
  /** Asks the user whether a patch may be applied. An error, or a reply that cannot be read, counts as `denied`. */
  method: "applyPatchApproval";
  id: RequestId;
  params: ApplyPatchApprovalParams;
} | {
  /** Asks the user whether a command may run. An error, or a reply that cannot be read, counts as `denied`. */
  method: "execCommandApproval";
  id: RequestId;
  params: ExecCommandApprovalParams;
};
