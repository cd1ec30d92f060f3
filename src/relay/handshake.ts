import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';

/*
 * Both sides of a relay connection prove that they know the secret in the owner's file, without sending it: a program that has put its own socket in the
 * place of the owner's learns nothing, and one that only finds the socket gets nothing. Four lines: the owner's question, the answer and a question, the
 * owner's answer, and then the protocol begins.
 */

/** A line of the handshake: two texts of 64 digits, and what is between them. */
const MAX_LINE = 256;

/** Rejects unless the other side knows the secret. */
export async function greetAsOwner(socket: Socket, secret: string): Promise<void> {
  const question = randomBytes(32).toString('hex');
  socket.write(`${question}\n`);
  const [answer = '', theirs = ''] = (await readLine(socket)).split(' ');
  check(answer, proof(secret, 'relay', question));
  socket.write(`${proof(secret, 'owner', theirs)}\n`);
}

/** The same for the side that connects. */
export async function greetOwner(socket: Socket, secret: string): Promise<void> {
  const question = await readLine(socket);
  const ours = randomBytes(32).toString('hex');
  socket.write(`${proof(secret, 'relay', question)} ${ours}\n`);
  check(await readLine(socket), proof(secret, 'owner', ours));
}

const proof = (secret: string, side: 'owner' | 'relay', question: string): string =>
  createHmac('sha256', secret).update(`${side} ${question}`).digest('hex');

function check(given: string, wanted: string): void {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  if (a.length !== b.length || !timingSafeEqual(a, b)) throw new Error('the other side does not know the secret');
}

/** Leaves in the socket what comes after the line. */
function readLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let held = Buffer.alloc(0);
    const settle = (act: () => void): void => {
      socket.off('readable', read);
      socket.off('close', closed);
      act();
    };
    const closed = (): void => settle(() => reject(new Error('the other side has closed the connection')));
    const read = (): void => {
      for (let chunk = socket.read() as Buffer | null; chunk; chunk = socket.read() as Buffer | null) {
        held = Buffer.concat([held, chunk]);
        const end = held.indexOf(10);
        if (end >= 0) {
          return settle(() => {
            if (end + 1 < held.length) socket.unshift(held.subarray(end + 1));
            resolve(held.toString('latin1', 0, end));
          });
        }
        if (held.length > MAX_LINE) return settle(() => reject(new Error('the line is too long')));
      }
    };
    socket.on('readable', read);
    socket.once('close', closed);
    if (socket.destroyed) closed();
  });
}
