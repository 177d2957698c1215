/** Keeps what fits into `most` bytes of JSON in all; in place of each of the rest stands what `instead` makes of it. */
export function withinRecord<Item>(items: readonly Item[], most: number, instead: (item: Item) => Item): Item[] {
  let left = most;
  return items.map((item) => {
    const size = Buffer.byteLength(JSON.stringify(item));
    if (size > left) return instead(item);
    left -= size;
    return item;
  });
}
