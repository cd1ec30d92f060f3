/** Which kinds of approvals a granular policy allows (C401). A kind that is off is refused without asking. */
export interface ApprovalKinds {
  readonly sandbox_approval: boolean;
  readonly rules: boolean;
  readonly skill_approval: boolean;
  readonly request_permissions: boolean;
  readonly mcp_elicitations: boolean;
}

export type ApprovalWord = 'untrusted' | 'on-failure' | 'on-request' | 'never';

/** When an approval is needed before something happens. A granular policy is `on-request` with some kinds switched off. */
export type ApprovalPolicy = ApprovalWord | { readonly granular: ApprovalKinds };

/** Whether the user may be asked for an approval of this kind. */
export const mayAsk = (policy: ApprovalPolicy, kind: keyof ApprovalKinds): boolean =>
  typeof policy === 'string' ? policy !== 'never' : policy.granular[kind];

/** The policy for readers that know words only. */
export const approvalWord = (policy: ApprovalPolicy): ApprovalWord => {
  if (typeof policy === 'string') return policy;
  return policy.granular.sandbox_approval ? 'on-request' : 'never';
};

/** What commands, and readers that act for the model, may see. Paths are absolute. */
export interface ReadLimits {
  /** Paths that are neither read nor written, even if other rules allow it. */
  unreadable?: string[] | undefined;
  /** Only these paths and the writable ones can be read. Default: everything can be read. May contain `MINIMAL`. */
  readable?: string[] | undefined;
}

/** The folders of the system that programs need to run. */
export const MINIMAL = ':minimal';

/** What commands may read and write, and whether they reach the network. */
export type SandboxPolicy =
  | { mode: 'danger-full-access' }
  | ({ mode: 'read-only' } & ReadLimits)
  | ({
      mode: 'workspace-write';
      /** Folders beside the working directory that may be written. */
      writable_roots?: string[] | undefined;
      network_access: boolean;
      /** Keeps the folder that TMPDIR names read-only. */
      exclude_tmpdir_env_var: boolean;
      exclude_slash_tmp: boolean;
      /** Keeps the working directory read-only, unless it lies in a root. */
      exclude_cwd?: boolean | undefined;
      /** What stays read-only in the roots; absolute. */
      read_only?: string[] | undefined;
      /** Files and folders that the user has added for now; real paths, and no links may be in their places. */
      granted?: string[] | undefined;
    } & ReadLimits);

/** The policy without members that limit nothing. */
export function readLimits(policy: SandboxPolicy): ReadLimits {
  if (policy.mode === 'danger-full-access') return {};
  const { unreadable = [], readable } = policy;
  return { ...(unreadable.length > 0 ? { unreadable } : {}), ...(readable ? { readable } : {}) };
}

export const hasNetwork = (policy: SandboxPolicy): boolean =>
  policy.mode === 'danger-full-access' || (policy.mode === 'workspace-write' && policy.network_access);

export const limitsReading = (policy: SandboxPolicy): boolean => Object.keys(readLimits(policy)).length > 0;

/** Whether a path lies in another one or is the same, as texts. */
export const liesIn = (path: string, folder: string): boolean => path === folder || path.startsWith(below(folder, ''));

/** The path of a name in a folder. */
export const below = (folder: string, name: string): string => `${folder.replace(/\/$/, '')}/${name}`;

/** A named set of permissions, and the one that it is based on. */
export interface PermissionProfile {
  readonly id: string;
  readonly extends: string | null;
}

/** The policy with all folders of the workspace instead of only the working directory. `before`: the folders with which it was made. */
export function withWorkspaceRoots(
  policy: SandboxPolicy,
  cwd: string,
  roots: readonly string[] | undefined,
  before: readonly string[] = [],
): SandboxPolicy {
  if (policy.mode !== 'workspace-write') return policy;
  const { exclude_cwd: _, writable_roots: named = [], ...rest } = policy;
  const others = named.filter((root) => !before.includes(root));
  const writable = [...new Set([...others, ...(roots ?? []).filter((root) => root !== cwd)])];
  return {
    ...rest,
    ...(writable.length > 0 ? { writable_roots: writable } : {}),
    ...(roots === undefined || roots.includes(cwd) ? {} : { exclude_cwd: true }),
  };
}

/** `minimal`, `low`, `medium`, `high`, or another word that the model knows (C290). */
export type ReasoningEffort = string;
export type ReasoningSummary = 'auto' | 'concise' | 'detailed' | 'none';
export type Verbosity = 'low' | 'medium' | 'high';

/** A service tier by its id; `fast` is how users call `priority`. */
export const serviceTierNamed = (name: string | undefined): string | undefined => (name === 'fast' ? 'priority' : name);
