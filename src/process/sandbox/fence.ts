// Placeholder until the real fence is here; its author replaces this file.
import type { SandboxPolicy } from '../../../protocol/core/policies.js';

export class FenceUnavailable extends Error {
  override name = 'FenceUnavailable';
  constructor(readonly reason: string) {
    super(reason);
  }
}

export interface Fence {
  wrap(command: { argv: readonly string[]; cwd: string; policy: SandboxPolicy; policyCwd: string }): Promise<
    { argv: string[]; fds: { fd: number; content: Buffer }[]; env: Record<string, string> } | undefined
  >;
}

export function createFence(_options: { codexHome: string; env: NodeJS.ProcessEnv }): Fence {
  return {
    async wrap({ policy }) {
      if (policy.mode === 'danger-full-access') return undefined;
      throw new FenceUnavailable('no fence has been built into this version');
    },
  };
}
