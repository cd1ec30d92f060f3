/** What is at a path. Times are in milliseconds since the epoch, 0 when the system does not know. */
export interface FileFacts {
  /** For a link: of the file or folder that it leads to. */
  readonly isDirectory: boolean;
  readonly isFile: boolean;
  readonly isSymlink: boolean;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
}

export interface FolderEntry {
  readonly fileName: string;
  /** For a link: of the file or folder that it leads to. */
  readonly isDirectory: boolean;
  readonly isFile: boolean;
}

/** Reports changes until it is closed. */
export interface PathWatch {
  close(): void;
}

export interface RemoveOptions {
  readonly recursive: boolean;
  /** A path that does not exist is no error. */
  readonly force: boolean;
  /** Called before a folder is removed with what is in it. */
  readonly onFolder: () => void;
}

/** The files of this machine for clients, which may do what the user may. All paths are absolute. Methods reject with `AppError`. */
export interface ClientFiles {
  read(path: string): Promise<Buffer>;
  /** The folder must be there. A link is followed. */
  write(path: string, data: Buffer): Promise<void>;
  createFolder(path: string, options: { readonly recursive: boolean }): Promise<void>;
  facts(path: string): Promise<FileFacts>;
  list(path: string): Promise<FolderEntry[]>;
  remove(path: string, options: RemoveOptions): Promise<void>;
  /** Aborting stops the copy of a folder; what was copied so far stays. */
  copy(from: string, to: string, options: { readonly recursive: boolean; readonly signal: AbortSignal }): Promise<void>;
  /**
   * Reports what changes at a path, which need not exist: the file, or the entries of the folder. The report comes some time after the first change, with all
   * that have come since. A promise that `changed` returns is waited for before the next report. Throws `AppError`.
   */
  watch(path: string, changed: (paths: readonly string[]) => unknown): PathWatch;
}
