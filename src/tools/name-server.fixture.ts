import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** What it says of a name: addresses, another name, nothing, that it is none of its business, or not a word. */
export type Said = { readonly a: readonly string[] } | { readonly cname: string } | 'none' | 'refused' | 'silent';

export type NameServer = AsyncDisposable & { readonly address: string };

const codes = { none: 3, refused: 5 } as const;
const types = { a: 1, cname: 5 } as const;

/** An authoritative name server on this machine, over UDP: https://datatracker.ietf.org/doc/html/rfc1035#section-4. */
export const nameServer = (said: Readonly<Record<string, Said>>): Promise<NameServer> => nameServerOf((name) => Promise.resolve(said[name] ?? 'none'));

/** One that learns what to say when it is asked; where it can't, it is silent. */
export async function nameServerOf(saidOf: (name: string) => Promise<Said>): Promise<NameServer> {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const { name, end } = nameAt(question, 12);
    const answer = async (): Promise<void> => {
      const said = answerTo(question, end, await saidOf(name).catch(() => 'silent'));
      if (said !== undefined) socket.send(said, from.port, from.address);
    };
    void answer();
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

function answerTo(question: Buffer, end: number, here: Said): Buffer | undefined {
  const type = question.readUInt16BE(end);
  if (here === 'silent') return undefined;
  const records = typeof here === 'string' ? [] : recordsOf(here, type);
  const head = Buffer.alloc(12);
  question.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x84_00 | (typeof here === 'string' ? codes[here] : 0), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  return Buffer.concat([head, question.subarray(12, end + 4), ...records]);
}

function recordsOf(here: Exclude<Said, string>, asked: number): readonly Buffer[] {
  if ('cname' in here) return [record(types.cname, encoded(here.cname))];
  return asked === types.a ? here.a.map((address) => record(types.a, Buffer.from(address.split('.').map(Number)))) : [];
}

/** Of the name in the question, for a minute. */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, 0]);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

const encoded = (name: string): Buffer => Buffer.concat([...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])), Buffer.from([0])]);

function nameAt(message: Buffer, from: number): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = from;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}
