import { expect, it } from 'vitest';
import { submissionOf } from '../../../test/submission.ts';
import { collectDockerfile } from '../dockerfile/collect.ts';
import { inwardAdd } from './inward.ts';

function lineOf(instruction: string): number | undefined {
  const seen = collectDockerfile(submissionOf({ Dockerfile: `FROM golang:1.26\n${instruction}\nRUN go build -o /server .\n`, 'main.go': 'package main\n' }), undefined, []);
  const [file] = seen.status === 'observed' ? seen.facts.files : [];
  if (file === undefined) throw new Error('no Dockerfile was read');
  return inwardAdd(file)?.line;
}

it.each(['http://127.0.0.1:8080/a', 'http://169.254.169.254/latest/meta-data/', 'https://10.1.2.3/a', 'http://192.168.1.1/', 'http://172.17.0.1:5000/', 'http://100.64.0.1/', 'http://2130706433/', 'http://0x7f.1/', 'http://localhost/', 'http://metadata.google.internal/computeMetadata/v1/', 'http://router/', 'http://[::1]/a', 'http://[fd00::1]/a', 'http://[::ffff:10.0.0.1]/a', 'http://user@10.0.0.1/a', 'git://10.0.0.1/a.git#main', 'ssh://git@192.168.0.2/a.git', 'http://127.0.0.1./a'])('ADD %s leads to whoever builds', (address) => {
  expect(lineOf(`ADD ${address} /a`)).toBe(2);
  expect(lineOf(`ADD --chmod=0755 ["${address}", "/a"]`)).toBe(2);
});

it.each(['ADD https://go.dev/dl/go1.26.0.linux-amd64.tar.gz /tmp/', 'ADD https://8.8.8.8/a /a', 'ADD https://github.com/tianon/gosu.git#1.17 /a', 'ADD git@github.com:tianon/gosu.git /a', 'ADD rootfs.tar.gz /', 'ADD https://$HOST/a /a', 'RUN wget http://10.0.0.1/a', 'COPY 10.0.0.1 /a', 'ADD https://[2606:4700::1111]/a /a'])('%s does not', (instruction) => expect(lineOf(instruction)).toBeUndefined());
