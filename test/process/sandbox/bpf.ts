/** What the kernel tells a filter about a call. */
export interface Call {
  readonly number: number;
  readonly arch: number;
  readonly args?: readonly bigint[];
}

/** Runs a filter as the kernel does, with the instructions that ours uses; gives what it returns. */
export function runFilter(program: Buffer, { number, arch, args = [] }: Call): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number >>> 0, 0);
  data.writeUInt32LE(arch, 4);
  args.forEach((arg, index) => {
    data.writeBigUInt64LE(BigInt.asUintN(64, arg), 16 + 8 * index);
  });
  let accumulator = 0;
  for (let at = 0; at < program.length; at += 8) {
    const [op, met, unmet, value] = [
      program.readUInt16LE(at),
      program.readUInt8(at + 2),
      program.readUInt8(at + 3),
      program.readUInt32LE(at + 4),
    ] as const;
    const jump = (isMet: boolean): void => {
      at += 8 * (isMet ? met : unmet);
    };
    if (op === 0x20) accumulator = data.readUInt32LE(value);
    else if (op === 0x15) jump(accumulator === value);
    else if (op === 0x35) jump(accumulator >= value);
    else if (op === 0x45) jump((accumulator & value) !== 0);
    else if (op === 0x06) return value;
    else throw new Error(`an instruction of an unknown kind: 0x${op.toString(16)}`);
  }
  throw new Error('the filter ends without a verdict');
}
