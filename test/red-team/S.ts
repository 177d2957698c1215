import type { FileCase } from './case.ts';
import { sample, withWindowsLines } from './material.ts';

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 12345\n`;
const file = `${sample}/Dockerfile`;

export const S: readonly FileCase[] = [
  {
    id: 'S01',
    tried: 'a FIFO, a pointer of Git LFS, and names that differ in case',
    must: 'refused',
    changes: { waiting: { fifo: true }, 'assets/big.bin': { text: pointer }, 'readme.MD': { text: 'other\n' } },
    loses: [],
    refused: [['lfs-pointer', 'assets/big.bin'], ['case-clash', 'readme.MD'], ['not-a-file', 'waiting']],
    twin: { is: 'a text about Git LFS', changes: { 'docs/lfs.md': { text: `A pointer looks so:\n\n${pointer}` } } },
  },
  {
    id: 'S02',
    tried: 'a Dockerfile that is a link',
    must: 'refused',
    changes: { [file]: { link: '/etc/passwd' } },
    loses: [
      { check: 'dockerfile-parses', at: 'assets/sample/Dockerfile', observed: '`assets/sample/Dockerfile` is a symbolic link' },
    ],
    refused: [['symlink', 'assets/sample/Dockerfile']],
    twin: { is: 'a Dockerfile with line ends of Windows', changes: { [file]: { rewritten: withWindowsLines } } },
  },
  {
    id: 'S02',
    tried: 'a Dockerfile without a word',
    must: 'refused',
    changes: { [file]: { text: '' } },
    loses: [
      { check: 'dockerfile-parses', at: 'assets/sample/Dockerfile:1', observed: 'the file is empty' },
    ],
    twin: { is: 'a Dockerfile with comments more', changes: { [file]: { rewritten: (text) => `${text}\n# the end\n` } } },
  },
  {
    id: 'S02',
    tried: 'a Dockerfile in UTF-16',
    must: 'refused',
    changes: { [file]: { bytes: Buffer.from('\ufeffFROM golang:1.26\nCOPY . .\n', 'utf16le') } },
    loses: [
      { check: 'dockerfile-parses', at: 'assets/sample/Dockerfile:1', observed: 'the file is UTF-16' },
    ],
    twin: { is: 'a Dockerfile with a byte order mark', changes: { [file]: { rewritten: (text) => `\ufeff${text}` } } },
  },
];
