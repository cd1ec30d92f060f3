/** What a message is, beside its text. */
export interface MessageOptions {
  /** The client's own id of the message. */
  readonly clientId?: string | undefined;
  /** The turn that the message must join; it is refused when that turn has ended. */
  readonly intoTurn?: string | undefined;
  /** A message that joins a running turn is shown to the model at once: the response that is being made is cut short. */
  readonly cutsShort?: boolean | undefined;
  /** A message without content begins a turn all the same. */
  readonly answerEmpty?: boolean | undefined;
  /** Skills that the message names are shown to the model. */
  readonly takesSkills?: boolean | undefined;
  /** Texts for the model that stand before the message, by name; each is sent again only when it has changed. */
  readonly context?: Readonly<Record<string, string>> | undefined;
  /** JSON Schema of the answer. Left aside when the message joins a running turn. */
  readonly outputSchema?: unknown;
}
