import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { Channel, Receiver } from '../channel.js';
import type { ServerAddress } from './address.js';
import { endOf, openSocket } from './open.js';

/** Milliseconds between two attempts to connect. */
const TRY_EACH_MS = 100;

export interface SocketOptions {
  readonly address: ServerAddress;
  readonly token: string | undefined;
  /** Milliseconds for which a connection to a server that cannot be reached is tried again. */
  readonly patienceMs: number;
}

/** A channel over a websocket: one message a frame. What is sent before it is connected waits. */
export function socketChannel(options: SocketOptions): Channel {
  const waiting: string[] = [];
  let socket: WebSocket | undefined;
  let isPaused = false;
  let isClosing = false;
  let whenEnded: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    whenEnded = resolve;
  });

  const begin = async (receiver: Receiver): Promise<void> => {
    const end = (error?: Error): void => {
      whenEnded();
      receiver.closed(error);
    };
    let opened: WebSocket;
    try {
      opened = await connected(options, () => isClosing);
    } catch (e) {
      return end(isClosing ? undefined : (e as Error));
    }
    opened.on('message', (data, isBinary) => {
      if (!isBinary) receiver.message(data.toString());
    });
    opened.once('close', (code, reason) => end(isClosing ? undefined : endOf(code, reason.toString())));
    socket = opened;
    for (const message of waiting.splice(0)) opened.send(message);
    if (!isPaused || isClosing) opened.resume();
    if (isClosing) opened.close(1000);
  };

  return {
    start: (receiver) => void begin(receiver),
    send(message) {
      if (socket === undefined) waiting.push(message);
      else socket.send(message, () => {}); // when it fails, the end of the connection tells why
    },
    pause() {
      isPaused = true;
      socket?.pause();
    },
    resume() {
      isPaused = false;
      socket?.resume();
    },
    async close() {
      isClosing = true;
      socket?.resume(); // the answer to the close frame must be read
      socket?.close(1000);
      await ended;
    },
  };
}

async function connected({ address, token, patienceMs }: SocketOptions, isOver: () => boolean): Promise<WebSocket> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await openSocket(address, token);
    } catch (e) {
      const isNobody = (e as NodeJS.ErrnoException).code !== undefined;
      if (!isNobody || isOver() || performance.now() >= end) throw e;
    }
    await pause(TRY_EACH_MS);
  }
}
