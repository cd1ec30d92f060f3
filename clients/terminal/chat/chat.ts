import type { v2 } from '../../../generated-types/index.js';
import type { Client, InputPiece, Thread } from '../../library/index.js';
import type { UserCell } from '../../library/transcript/index.js';
import { ApprovalPart, isApproval } from './approval.js';
import { UNREAD_MS } from './asking.js';
import { BackPart } from './back.js';
import { chatFrame } from './chat-frame.js';
import { Completion } from './completion.js';
import { Composer } from './composer.js';
import { FileSearches } from './file-search.js';
import { shown, shownLine } from './harmless.js';
import { PromptHistory } from './history.js';
import { ctrlOf, type Key } from './keys.js';
import type { Paint } from './paint.js';
import type { Frame, Part, Size } from './part.js';
import { Picker } from './picker.js';
import { type Attached, EMPTY, type Prompt, promptOf, sent, withImages } from './prompt.js';
import { QuestionPart } from './question.js';
import { type Chunk, Scrollback } from './scrollback.js';
import { type OpenRequest, Session } from './session.js';
import { runSlashCommand, SLASH_COMMANDS } from './slash-commands.js';
import { isToolApproval, ToolApprovalPart } from './tool-approval.js';
import { TranscriptView } from './transcript-view.js';
import { clipped, markedLines, wrapWords } from './wrap.js';

/** This many steps of a conversation are printed when it is opened. */
const MOST_OLD_CELLS = 100;

/** What a chat needs of the program around it. */
export interface ChatHost {
  readonly paint: Paint;
  readonly version: string;
  /** Something is to be drawn. */
  changed(): void;
  /** Shows a part on the whole screen, or the chat again. */
  fullscreen(part: Part | undefined): void;
  /** Ends the program. */
  quit(): void;
  now(): number;
  isImage(path: string): boolean;
  openBrowser(url: string): void;
  columns(): number;
}

/** The chat: what the user types, and what is on the screen. */
export class Chat implements Part {
  readonly session: Session;
  readonly host: ChatHost;
  readonly composer: Composer;
  readonly scrollback = new Scrollback();
  readonly #completion: Completion;
  readonly #history: PromptHistory;
  #overlay: Part | undefined;
  /** The request that is being asked about. */
  #asking: { request: OpenRequest; part: Part } | undefined;
  /** The key that was pressed and does something when it is pressed again. */
  #armed: 'ctrl-c' | 'escape' | undefined;
  /** Messages that were sent to the running turn and are not in the transcript yet. */
  #steering: readonly string[] = [];

  constructor(client: Client, host: ChatHost, keepsHistory: boolean) {
    this.host = host;
    this.session = new Session(
      client,
      { changed: () => host.changed(), note: (text, kind) => this.note(text, kind) },
      host.now,
    );
    this.#history = new PromptHistory(client.server.codexHome, keepsHistory);
    const search = new FileSearches(
      client,
      () => this.session.inForce?.cwd ?? '.',
      (query, paths) => {
        this.#completion.found(query, paths);
        host.changed();
      },
    );
    this.#completion = new Completion(SLASH_COMMANDS, search);
    this.composer = new Composer(this.#history, this.#completion, {
      submit: (prompt, how) => this.#submit(prompt, how),
      isImage: host.isImage,
    });
  }

  get chunks(): readonly Chunk[] {
    return this.scrollback.chunks;
  }

  /** Prints a line of the program itself. */
  note(text: string, kind: 'info' | 'warning' | 'error' = 'info'): void {
    const { paint } = this.host;
    const width = this.host.columns();
    if (kind === 'info') return this.print(wrapWords(paint.dim(shown(text)), width));
    this.print(markedLines((kind === 'error' ? paint.red : paint.yellow)('\u25a0'), shown(text), width));
  }

  print(lines: readonly string[]): void {
    this.scrollback.print(lines);
    this.host.changed();
  }

  open(part: Part | undefined): void {
    this.#overlay = part;
    this.host.changed();
  }

  /** Does what may fail; the user is told. */
  attempt(work: () => Promise<void>): void {
    work().catch((e: Error) => this.note(e.message, 'error'));
  }

  frame(size: Size, paint: Paint): Frame {
    const { session } = this;
    const cwd = session.inForce?.cwd ?? '';
    const part = this.#front();
    const asked = part instanceof ApprovalPart ? part.cellKey : undefined;
    const look = { width: size.columns, paint, cwd, isWhole: false };
    const live = this.scrollback.advance(session.transcript.cells, look, asked);
    return chatFrame(
      {
        live,
        session,
        steering: this.#steering,
        armed: this.#armed,
        now: this.host.now(),
        isAsking: part !== undefined,
        version: this.host.version,
      },
      size,
      paint,
      (room) => part?.frame(room, paint) ?? this.composer.frame(room, paint, this.#placeholder()),
    );
  }

  key(key: Key): void {
    const armed = this.#armed;
    this.#armed = undefined;
    if (ctrlOf(key) === 'c') this.#ctrlC(armed);
    else if (ctrlOf(key) === 't') this.showTranscript();
    else {
      const front = this.#front();
      if (front) front.key(key);
      else if (key.name === 'escape') this.#escape(armed);
      else if (ctrlOf(key) === 'd' && this.composer.isEmpty) this.host.quit();
      else if (key.name === 'up' && key.alt) this.#unqueue();
      else this.composer.key(key, this.session.turn !== undefined);
    }
    this.host.changed();
  }

  /** The first conversation is open. Pictures without a prompt wait for one. */
  begin(text: string | undefined, images: readonly string[]): void {
    this.#introduce();
    const prompt = withImages(promptOf(text ? `${text} ` : ''), images);
    if (text) this.#submit(prompt, 'send');
    else this.composer.set(prompt);
  }

  /** What is said after the chat has gone from the screen. */
  farewell(): string[] {
    const { transcript, id, thread } = this.session;
    if (transcript.cells.length === 0 || thread?.ephemeral) return [];
    return [this.host.paint.dim(`To go on with this conversation: turnwire resume ${id}`)];
  }

  async switchTo(load: (client: Client) => Promise<Thread>): Promise<void> {
    await this.session.open(load);
    this.scrollback.forget();
    this.#introduce();
  }

  /** Lets the user choose another conversation. */
  pickThread(): void {
    const { client, id, inForce } = this.session;
    const { now, changed, fullscreen } = this.host;
    const picked = (thread: v2.Thread | undefined): void => {
      fullscreen(undefined);
      if (thread) this.attempt(() => this.switchTo(() => client.resumeThread(thread.id)));
    };
    const title = 'Go on with which conversation?';
    fullscreen(
      new Picker({ title, client, folder: inForce?.cwd ?? '.', isAll: false, without: id, now, changed, picked }),
    );
  }

  showTranscript(): void {
    this.host.fullscreen(new TranscriptView(this.session, () => this.host.fullscreen(undefined)));
  }

  /** Says which conversation this is. Of a long one, the beginning is not printed again. */
  #introduce(): void {
    const { session, host } = this;
    const { paint } = host;
    const { cells } = session.transcript;
    const width = host.columns();
    const { cwd = '', model = '' } = session.inForce ?? {};
    const title = `Turnwire ${host.version}`;
    const more = clipped(` \u00b7 ${shownLine(model)} \u00b7 ${shownLine(cwd)}`, width - title.length);
    this.print([`${paint.bold(title)}${paint.dim(more)}`]);
    const old = cells.slice(0, Math.max(0, cells.length - MOST_OLD_CELLS));
    this.scrollback.skip(old);
    if (old.length > 0) this.note(`${old.length} earlier steps are not shown here: Ctrl-T shows all.`);
  }

  /** Forks before a message and puts its text into the prompt. */
  goBackTo(cell: UserCell): void {
    const { forkBefore } = cell;
    if (forkBefore === null) return;
    this.attempt(async () => {
      const { id } = this.session;
      await this.session.open((client) => client.forkThread(id, forkBefore));
      this.scrollback.forget();
      this.scrollback.skip(this.session.transcript.cells);
      this.composer.set(promptAgain(cell.content));
      this.note('Went back: the conversation goes on from before this message, as a new one. The old one is kept.');
    });
  }

  #placeholder(): string {
    return this.session.turn ? 'Add to this turn (Enter) or queue for the next (Tab)' : 'Ask for something, or /help';
  }

  /** The part that has the keyboard instead of the prompt. */
  #front(): Part | undefined {
    const request = this.session.requests[0];
    if (request !== this.#asking?.request) this.#asking = request && { request, part: this.#partFor(request) };
    return this.#asking?.part ?? this.#overlay;
  }

  #partFor(request: OpenRequest): Part {
    const { session, host } = this;
    const cancelTurn = (): void => this.attempt(() => session.interrupt());
    const { now, openBrowser } = host;
    setTimeout(() => host.changed(), UNREAD_MS);
    if (isToolApproval(request)) return new ToolApprovalPart(request, now);
    if (!isApproval(request)) return new QuestionPart(request, { now, cancelTurn, openBrowser });
    return new ApprovalPart(request, {
      transcript: () => session.transcript,
      cwd: session.inForce?.cwd ?? '',
      now,
      cancelTurn,
    });
  }

  /** Pressed twice, it leaves the chat, whatever is on the screen. */
  #ctrlC(armed: 'ctrl-c' | 'escape' | undefined): void {
    if (armed === 'ctrl-c') return this.host.quit();
    this.#armed = 'ctrl-c';
    const front = this.#front();
    if (front instanceof ApprovalPart) front.decide('cancel');
    else if (this.#overlay) this.open(undefined);
    else if (this.session.turn) this.attempt(() => this.session.interrupt());
    else this.composer.set(EMPTY);
  }

  #escape(armed: 'ctrl-c' | 'escape' | undefined): void {
    if (this.composer.isSuggesting) this.composer.closeSuggestions();
    else if (this.session.turn) this.attempt(() => this.session.interrupt());
    else if (!this.composer.isEmpty) return;
    else if (armed === 'escape') this.#openBack();
    else this.#armed = 'escape';
  }

  #openBack(): void {
    const messages = this.session.transcript.cells.filter(
      (cell): cell is UserCell => cell.kind === 'user' && cell.forkBefore !== null,
    );
    if (messages.length === 0) return this.note('There is no earlier message to go back to.');
    this.open(
      new BackPart(messages, (cell) => {
        this.open(undefined);
        if (cell) this.goBackTo(cell);
      }),
    );
  }

  #unqueue(): void {
    this.attempt(async () => {
      const message = await this.session.unqueue();
      if (message) this.composer.set(promptAgain(message.input));
      this.host.changed();
    });
  }

  #submit(prompt: Prompt, how: 'send' | 'queue'): void {
    const { text, images } = sent(prompt);
    const trimmed = text.trim();
    this.#history.add(trimmed, this.session.id, Math.floor(this.host.now() / 1000));
    if (/^\/[a-z]*(\s|$)/.test(trimmed) && images.length === 0) return runSlashCommand(this, trimmed);
    if (trimmed.startsWith('!') && trimmed.length > 1) return this.#shell(trimmed.slice(1).trim());
    const input: InputPiece[] = [
      { type: 'text', text: trimmed },
      ...images.map((path) => ({ type: 'localImage', path }) as const),
    ];
    this.attempt(async () => {
      try {
        if (how === 'queue') await this.session.enqueue(input);
        else if (this.session.turn) await this.#steer(trimmed, input);
        else await this.session.send(input);
      } catch (e) {
        // The text that the user has written is kept.
        if (this.composer.isEmpty) this.composer.set(prompt);
        throw e;
      }
    });
  }

  async #steer(text: string, input: readonly InputPiece[]): Promise<void> {
    this.#steering = [...this.#steering, text];
    try {
      await this.session.steer(input);
    } finally {
      this.#steering = this.#steering.filter((other) => other !== text);
    }
  }

  #shell(command: string): void {
    const threadId = this.session.id;
    this.attempt(async () => {
      await this.session.client.request('thread/shellCommand', { threadId, command });
    });
  }
}

/** A message that was sent, to be edited. */
function promptAgain(content: readonly v2.UserInput[]): Prompt {
  const attached = content.flatMap((piece, n): Attached[] =>
    piece.type === 'localImage'
      ? [{ kind: 'image', path: piece.path, label: `[Image ${n}: ${piece.path.replace(/^.*[\\/]/, '')}]` }]
      : [],
  );
  const text = content.flatMap((piece) => (piece.type === 'text' ? [piece.text] : [])).join('\n');
  const labels = attached.map(({ label }) => label).filter((label) => !text.includes(label));
  return { ...promptOf([text, ...labels].join(' ').trim()), attached };
}
