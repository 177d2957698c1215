const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Seconds of `300`, or of a duration as Go writes it: `10m`, `1h30m`. Undefined: neither. */
export function secondsOf(text: string): number | undefined {
  const said = text.trim();
  if (/^\d+$/.test(said)) return Number(said);
  if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(said)) return undefined;
  return [...said.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
}
