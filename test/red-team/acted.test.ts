import { it } from 'vitest';
import { actedCases } from './corpus.ts';

for (const { id, tried, must, attack, twin } of actedCases) {
  it(`${id}: ${tried} is ${must}`, async () => await attack());
  it(`${id} twin: ${twin.is}`, async () => await twin.holds());
}
