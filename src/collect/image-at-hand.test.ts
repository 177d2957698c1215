import { expect, it } from 'vitest';
import { notExercised } from '../evidence/observation.ts';
import { imageAtHand } from './image-at-hand.ts';

it('keeps the image until it was used', async () => {
  const hand = imageAtHand<string>();
  const seen: string[] = [];
  const offered = hand.offer('image').then(() => seen.push('let go'));
  expect(await hand.use(async (image) => void seen.push(image))).toEqual({ kind: 'used', value: undefined });
  await offered;
  expect(seen).toEqual(['image', 'let go']);
});

it('lets it go where using it breaks, or nobody wants it', async () => {
  const broken = imageAtHand<string>();
  const offered = broken.offer('image');
  await expect(broken.use(() => Promise.reject(new Error('broke')))).rejects.toThrow('broke');
  await offered;
  const unwanted = imageAtHand<string>();
  unwanted.close();
  await unwanted.offer('image');
});

it('tells why there is none', async () => {
  const hand = imageAtHand<string>();
  const because = notExercised({ reason: 'no Docker', remedy: 'Start it.' });
  expect(hand.missing.aborted).toBe(false);
  hand.none(because);
  expect(hand.missing.aborted).toBe(true);
  expect(await hand.use(async () => 1)).toEqual({ kind: 'none', because });
});
