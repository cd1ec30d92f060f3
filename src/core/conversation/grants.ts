import type { Grants, PatchGrant } from '../ports/index.js';

/** What the user has allowed for as long as the conversation is loaded. Each kind is remembered exactly as it was shown. */
export class SessionGrants implements Grants {
  readonly files = new Set<string>();
  readonly folders = new Set<string>();
  readonly #commands = new Set<string>();
  readonly #mcpTools = new Set<string>();

  /** A command that is allowed in one folder is not allowed in another. */
  allowCommand(command: readonly string[], cwd: string): void {
    this.#commands.add(JSON.stringify([cwd, command]));
  }

  allowsCommand(command: readonly string[], cwd: string): boolean {
    return this.#commands.has(JSON.stringify([cwd, command]));
  }

  allowPatches({ files, folders }: PatchGrant): void {
    for (const file of files) this.files.add(file);
    for (const folder of folders) this.folders.add(folder);
  }

  allowMcpTool(server: string, tool: string, definition: string): void {
    this.#mcpTools.add(JSON.stringify([server, tool, definition]));
  }

  allowsMcpTool(server: string, tool: string, definition: string): boolean {
    return this.#mcpTools.has(JSON.stringify([server, tool, definition]));
  }
}
