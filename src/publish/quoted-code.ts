export type Segment = { readonly kind: 'prose' | 'code'; readonly lines: readonly string[] };

/** Prose and the fenced code in it, without the fences. A fence that nothing closes holds all that follows. */
export function segmentsOf(lines: readonly string[]): readonly Segment[] {
  const segments: { kind: Segment['kind']; lines: string[] }[] = [{ kind: 'prose', lines: [] }];
  for (const line of lines) {
    const current = segments.at(-1);
    if (/^ *```[a-z]*$/.test(line)) segments.push({ kind: current?.kind === 'code' ? 'prose' : 'code', lines: [] });
    else current?.lines.push(line);
  }
  return segments.filter((segment) => segment.lines.some((line) => line.trim() !== ''));
}
