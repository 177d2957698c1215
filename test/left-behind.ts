import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { byPs } from '../src/tools/left-processes.ts';

export const listed = (...args: readonly string[]): readonly string[] => spawnSync('docker', args, { encoding: 'utf8' }).stdout.split('\n').filter((line) => line !== '');

/** All of one grade, by the process that made it, that is still in Docker or on disk. */
export const leftBy = async (pid: number) => ({
  containers: listed('container', 'ls', '--all', '--filter=label=dev.docc.run', '--format', '{{.Label "dev.docc.run"}}').filter((maker) => maker.startsWith(`${pid}@`)),
  networks: listed('network', 'ls', '--format', '{{.Name}}').filter((name) => name.startsWith(`docc-${pid}-`)),
  images: listed('image', 'ls', '--filter=reference=docc-run', '--format', '{{.Tag}}').filter((tag) => tag.startsWith(`${pid}-`)),
  builders: listed('buildx', 'ls', '--format', '{{.Name}}').filter((name) => name.startsWith(`docc-${pid}-`)),
  volumes: listed('volume', 'ls', '--format', '{{.Name}}').filter((name) => name.includes(`docc-${pid}-`)),
  nodes: listed('container', 'ls', '--all', '--filter=label=io.x-k8s.kind.cluster', '--format', '{{.Names}}').filter((name) => name.startsWith(`docc-${pid}-`)),
  folders: (await readdir(tmpdir())).filter((name) => name.startsWith('docc-') && name.includes(`-${pid}-`)),
  processes: (await byPs()).filter(({ args }) => args.includes('/docc-') && args.includes(`-${pid}-`)).map(({ args }) => args),
});

export const nothing: Awaited<ReturnType<typeof leftBy>> = { containers: [], networks: [], images: [], builders: [], volumes: [], nodes: [], folders: [], processes: [] };
