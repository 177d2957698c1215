import { cleanText } from '../../../tools/program-output.ts';

/** What differs from run to run has no place in evidence. */
const passing: readonly (readonly [RegExp, string])[] = [
  [/\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b\d+(?:\.\d+)?(?:ns|[mµ]?s)\b/g, '<time>'],
  [/\b(?!127\.|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}\b/g, '<address>'],
  [/\b(?:0x[0-9a-f]{6,16}|[0-9a-f]{12,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/g, '<id>'],
  // Names of pods and their sets: https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go
  [/-[bcdfghjklmnpqrstvwxz2456789]{8,10}(?:-[bcdfghjklmnpqrstvwxz2456789]{5})?\b/g, ''],
];

export const lasting = (text: string): string => passing.reduce((kept, [what, word]) => kept.replaceAll(what, word), cleanText(text)).replaceAll(/\s+/g, ' ').trim().slice(0, 300);
