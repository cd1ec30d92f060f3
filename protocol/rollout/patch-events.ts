import * as z from 'zod';
import { type Infer, named, open } from '../schema.js';

export const FileChange = named('FileChange', 'What a patch does to one file.', () =>
  z.union([
    open({ add: open({ content: z.string() }) }),
    open({ delete: open({ content: z.string().describe('The content that is removed.') }) }),
    open({
      update: open({
        unified_diff: z.string().describe('Hunks without file headers.'),
        move_path: z.string().nullable().describe('The new path of the file, if it moves.'),
      }),
    }),
  ]),
);
export type FileChange = Infer<typeof FileChange>;

/** By absolute path. */
export const fileChanges = () => z.record(z.string(), FileChange());

export const ApplyPatchApprovalRequestEvent = named(
  'ApplyPatchApprovalRequestEvent',
  'An approval of a patch is requested.',
  () =>
    open({
      call_id: z.string(),
      changes: fileChanges().describe('By absolute path.'),
      reason: z.string().optional(),
      grant_root: z.string().optional().describe('A folder that may be written for the rest of the session.'),
    }),
);
export type ApplyPatchApprovalRequestEvent = Infer<typeof ApplyPatchApprovalRequestEvent>;

export const PatchApplyBeginEvent = named('PatchApplyBeginEvent', 'A patch is about to be applied.', () =>
  open({
    call_id: z.string(),
    auto_approved: z.boolean().describe('No approval was needed.'),
    changes: fileChanges().describe('By absolute path.'),
  }),
);
export type PatchApplyBeginEvent = Infer<typeof PatchApplyBeginEvent>;

export const PatchApplyEndEvent = named('PatchApplyEndEvent', 'A patch was applied, or was not.', () =>
  open({ call_id: z.string(), stdout: z.string(), stderr: z.string(), success: z.boolean() }),
);
export type PatchApplyEndEvent = Infer<typeof PatchApplyEndEvent>;
