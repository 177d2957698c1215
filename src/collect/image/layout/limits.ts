/** What of an image is read. Past one of these reading ends, and the image's facts say so. */
export const limits = {
  /** Bytes of all layers, unpacked. */
  unpackedBytes: 8 * 1024 ** 3,
  /** Entries of all layers. */
  entries: 200_000,
  layers: 500,
  /** Unpacked over packed, of a layer of more than `ratioFrom` bytes. Honest layers come to 10; gzip can't do more than 1,032. */
  ratio: 250,
  ratioFrom: 1024 ** 3,
  /** Of index, manifest and config. */
  documentBytes: 4 * 1024 ** 2,
  /** Characters of a path, as Linux takes them. */
  path: 4_096,
  /** Text that is searched for secrets. */
  textBytes: 1024 ** 2,
  /** The program that the image starts: read whole. */
  programBytes: 96 * 1024 ** 2,
  /** Of each list in the facts. */
  listed: 50,
} as const;

export type ReadingLimits = Readonly<Record<keyof typeof limits, number>>;
