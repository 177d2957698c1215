/** What a program, a server or a file says, if it is JSON. */
export function jsonIn(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}

export const jsonOf = (bytes: Buffer): unknown => jsonIn(bytes.toString('utf8'));
