/**
 * Divides whole tenths of a point by weight, by largest remainder: the shares are whole and add up to `total`.
 * Equal remainders go to the heavier weight, then to the earlier place.
 */
export function apportion(total: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum <= 0) return weights.map(() => 0);
  const shares = weights.map((weight, place) => {
    const whole = Math.floor((total * weight) / sum);
    return { place, weight, whole, remainder: total * weight - whole * sum };
  });
  const left = total - shares.reduce((all, { whole }) => all + whole, 0);
  const favoured = [...shares].sort((a, b) => b.remainder - a.remainder || b.weight - a.weight || a.place - b.place);
  const lucky = new Set(favoured.slice(0, left).map(({ place }) => place));
  return shares.map(({ place, whole }) => whole + (lucky.has(place) ? 1 : 0));
}
