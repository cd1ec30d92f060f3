/** Options of a message. */
export interface MessageOptions {
  /** The id of the message. `again`: an earlier server may have stored it; then nothing is sent. */
  readonly as?: { readonly id: string; readonly again: boolean } | undefined;
  /** The client's own id of the message. */
  readonly clientId?: string | undefined;
  /** The turn that the message must join; it is refused when that turn has ended. */
  readonly intoTurn?: string | undefined;
  /** A message that joins a running turn is sent to the model at once: the current response is cut off. */
  readonly cutsShort?: boolean | undefined;
  /** A message without content starts a turn too. */
  readonly answerEmpty?: boolean | undefined;
  /** Skills that the message names are shown to the model. */
  readonly takesSkills?: boolean | undefined;
  /** Texts for the model before the message, by name; each is sent again only after a change. */
  readonly context?: Readonly<Record<string, string>> | undefined;
  /** JSON Schema of the answer. Ignored when the message joins a running turn. */
  readonly outputSchema?: unknown;
  /** Used instead of the service tier of the settings in the turn that the message starts. */
  readonly serviceTier?: string | undefined;
}
