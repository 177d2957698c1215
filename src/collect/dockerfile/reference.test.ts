import { describe, expect, test } from 'vitest';
import { referenceFault, splitReference } from './reference.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('an image reference', () => {
  test.each([
    ['alpine', { name: 'alpine' }],
    ['alpine:3', { name: 'alpine', tag: '3' }],
    [`alpine@${digest}`, { name: 'alpine', digest }],
    [`alpine:3@${digest}`, { name: 'alpine', tag: '3', digest }],
    ['registry.example:5000/a', { name: 'registry.example:5000/a' }],
    ['registry.example:5000/a:1', { name: 'registry.example:5000/a', tag: '1' }],
    ['[::1]:5000/a:1', { name: '[::1]:5000/a', tag: '1' }],
    ['registry.example/docker/library/golang:1.26', { name: 'registry.example/docker/library/golang', tag: '1.26' }],
  ])('%s has its parts', (text, parts) => {
    expect(splitReference(text)).toEqual(parts);
    expect(referenceFault(text)).toBeUndefined();
  });

  test.each([
    ['', 'is not the name of an image'],
    ['Alpine', 'has capital letters in its name'],
    ['example.org/Alpine', 'has capital letters in its name'],
    ['alpine:', 'ends in a colon without a tag'],
    ['alpine:a:b', 'has a tag, a:b, that is none'],
    ['alpine@sha256:12', 'has a digest, sha256:12, that is not sha256: and 64 hexadecimal digits'],
    ['a//b', 'is not the name of an image'],
    ['-a', 'is not the name of an image'],
    ['a b', 'is not the name of an image'],
    ['example..org/a', 'is not the name of an image'],
    ['a'.repeat(300), 'has a name of more than 255 characters'],
    ['a'.repeat(64), 'is 64 hexadecimal digits, which could be an image id'],
  ])('%j is none', (text, fault) => {
    expect(referenceFault(text)).toBe(fault);
  });
});
