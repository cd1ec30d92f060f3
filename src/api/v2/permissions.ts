import type {
  AdditionalFileSystemPermissions,
  FileSystemSandboxEntry,
  GrantedPermissionProfile,
  RequestPermissionProfile,
} from '../../../protocol/v2/approvals.js';
import type { ExtraPermissions } from '../../domain/permissions.js';

/** Permissions in both forms that clients know: as lists of paths, and as entries. */
export function wirePermissions({ network, read, write }: ExtraPermissions): RequestPermissionProfile {
  const entry = (access: 'read' | 'write') => (path: string) => ({ path: { type: 'path' as const, path }, access });
  return {
    network: network ? { enabled: true } : null,
    fileSystem:
      read.length + write.length === 0
        ? null
        : {
            read: read.length > 0 ? [...read] : null,
            write: write.length > 0 ? [...write] : null,
            entries: [...read.map(entry('read')), ...write.map(entry('write'))],
          },
  };
}

/** What a client grants. Throws when it says more than that: a part of an answer that cannot be kept must not be lost. */
export function grantedOf({ network, fileSystem }: GrantedPermissionProfile): ExtraPermissions {
  return {
    network: network?.enabled === true,
    read: pathsOf(fileSystem, 'read'),
    write: pathsOf(fileSystem, 'write'),
  };
}

/** The entries say everything; the lists are for older clients. */
function pathsOf(
  fileSystem: AdditionalFileSystemPermissions | null | undefined,
  access: 'read' | 'write',
): readonly string[] {
  if (!fileSystem) return [];
  if (fileSystem.entries === null) return fileSystem[access] ?? [];
  return fileSystem.entries.flatMap((entry) => (entry.access === access ? pathOf(entry) : withoutDenial(entry)));
}

function pathOf({ path }: FileSystemSandboxEntry): string[] {
  if (path.type !== 'path') throw new Error('only paths can be granted');
  return [path.path];
}

function withoutDenial({ access }: FileSystemSandboxEntry): string[] {
  if (access === 'deny') throw new Error('a grant with an exception cannot be kept');
  return [];
}
