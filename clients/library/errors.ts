/** The server has answered a request with an error. */
export class RequestError extends Error {
  override name = 'RequestError';

  constructor(
    readonly method: string,
    /** The number of JSON-RPC, such as -32600. */
    readonly code: number,
    message: string,
    /** More about the error; `docs/errors` of the server lists the shapes. */
    readonly data?: unknown,
  ) {
    super(message);
  }
}

/** The connection ended before an answer came, or before a turn had ended. */
export class ConnectionClosed extends Error {
  override name: string = 'ConnectionClosed';
}

/** The same, and the server is being started again: the program can go on. What the server had done of the request is not known. */
export class ServerRestarted extends ConnectionClosed {
  override name = 'ServerRestarted';
}
