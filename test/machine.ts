import { readdir, readFile, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { listed } from './left-behind.ts';

/** What a machine carries at one moment. Memory and disk in MiB. */
export type Load = Readonly<Record<'volumes' | 'images' | 'networks' | 'mounts' | 'descriptors' | 'memory' | 'disk', number>>;

const daemons = /^(?:dockerd|containerd|buildkitd)$/;

/** Of Docker's daemons the memory and the open files, which their owner alone can read. */
export async function loadOf(): Promise<Load> {
  const pids = await daemonPids();
  const [memory, descriptors, mounts, disk] = await Promise.all([
    Promise.all(pids.map(residentMiB)),
    Promise.all(pids.map(async (pid) => (await readdir(`/proc/${pid}/fd`)).length)),
    readFile('/proc/self/mounts', 'utf8'),
    diskMiB(),
  ]);
  return { volumes: listed('volume', 'ls', '-q').length, images: listed('image', 'ls', '-q').length, networks: listed('network', 'ls', '-q').length, mounts: mounts.split('\n').length, descriptors: sum(descriptors), memory: sum(memory), disk };
}

async function daemonPids(): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')));
  return pids.filter((_, at) => daemons.test((names[at] ?? '').trim()));
}

async function residentMiB(pid: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024);
}

async function diskMiB(): Promise<number> {
  const [root = tmpdir()] = listed('info', '--format', '{{.DockerRootDir}}');
  const places = new Map(await Promise.all([root, tmpdir()].map(async (path) => [(await stat(path)).dev, path] as const)));
  const all = await Promise.all([...places.values()].map((path) => statfs(path)));
  return Math.round(sum(all.map(({ bsize, blocks, bfree }) => (bsize * (blocks - bfree)) / 2 ** 20)));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
