/** A pointer is under 1,024 bytes: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const maxBytes = 1_024;
const pointer =
  /^version https:\/\/(?:git-lfs|hawser)\.github\.com\/spec\/v1\r?\n(?:ext-[^\n]+\n)*oid sha256:[0-9a-f]{64}\r?\nsize (\d+)\r?\n?$/;

/** The size of the file that a Git LFS pointer stands for; undefined for any other content. */
export function pointedSize(bytes: Uint8Array): string | undefined {
  if (bytes.length >= maxBytes) return undefined;
  return pointer.exec(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'))?.[1];
}
