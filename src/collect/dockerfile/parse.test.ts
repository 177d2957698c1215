import { describe, expect, test } from 'vitest';
import { samples } from './dockerfiles.fixture.ts';
import { dockerfileFacts } from './facts.ts';
import { readDockerfile } from './parse.ts';

const bytesOf = (text: string | Uint8Array): Uint8Array => (typeof text === 'string' ? new TextEncoder().encode(text) : text);

describe('what stops a build before its first step', () => {
  test.each(samples)('$name', ({ text, problem }) => {
    const { problems } = dockerfileFacts(readDockerfile('Dockerfile', bytesOf(text)));
    expect({ problems, line: problems[0]?.line }).toEqual({ problems, line: problem });
    for (const { message, fix } of problems) expect(`${message} ${fix}`).not.toMatch(/undefined|^\s|\s$/);
  });
});
