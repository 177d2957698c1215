import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastConfined, type ProcessSeen } from './least.ts';
import { rootOf } from './mounts.ts';
import { capabilitiesOf, processesIn, processStatus } from './status.ts';

const status = ['Name:\tserver', 'State:\tS (sleeping)', 'Uid:\t65532\t65532\t65532\t65532', 'CapEff:\t0000000000000400', 'NoNewPrivs:\t1', 'Seccomp:\t2', 'Seccomp_filters:\t1', ''].join('\n');

describe('/proc/<pid>/status', () => {
  it('tells user, capabilities, privileges and seccomp', () => {
    expect(processStatus(status)).toEqual({ userId: 65532, capabilities: ['cap_net_bind_service'], noNewPrivileges: true, seccomp: 'filter' });
    expect(processStatus(status.replace('65532\t65532\t65532\t65532', '65532\t65532\t0\t65532'))?.userId).toBe(0);
    expect(processStatus(status.replace('Seccomp:\t2\n', ''))).toBeUndefined();
  });

  it('parts several, each with what follows it', () => {
    expect(processesIn(`${status}36 35 98:0 / / ro - ext4 /dev/x rw\n${status}`).map((text) => [processStatus(text)?.userId, rootOf(text)])).toEqual([[65532, 'read-only'], [65532, undefined]]);
    expect(processesIn('')).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('of this very process can be read', async () => {
    const text = `${await readFile('/proc/self/status', 'utf8')}${await readFile('/proc/self/mountinfo', 'utf8')}`;
    expect(processesIn(text)).toEqual([text]);
    expect(processStatus(text)?.userId).toBe(process.getuid?.());
    expect(rootOf(text)).toBeDefined();
  });

  it('names every bit of a mask once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 63 })), (bits) => {
        const mask = bits.reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n).toString(16);
        expect(new Set(capabilitiesOf(mask)).size).toBe(bits.length);
      }),
    );
    expect(capabilitiesOf('3000000000').concat(capabilitiesOf('20000000000'))).toEqual(['cap_block_suspend', 'cap_audit_read', 'cap_41']);
  });

  it('never throws on what is none', () => {
    fc.assert(fc.property(fc.string(), (text) => void [processStatus(text), rootOf(text), processesIn(text)]));
  });
});

describe('/proc/<pid>/mountinfo', () => {
  const line = (point: string, options: string, ofFileSystem: string) => `36 35 0:98 /x ${point} ${options} shared:1 - overlay overlay ${ofFileSystem}`;
  it.each([
    ['a mount that is', [line('/', 'ro,relatime', 'rw,lowerdir=/a')], 'read-only'],
    ['a file system that is', [line('/', 'rw', 'ro')], 'read-only'],
    ['neither', [line('/', 'rw,errors=remount-ro', 'rw'), line('/etc/hosts', 'ro', 'ro')], 'writable'],
    ['another mount over it', [line('/', 'ro', 'rw'), line('/', 'rw', 'rw')], 'writable'],
    ['no root', [line('/tmp', 'ro', 'ro')], undefined],
  ])('tells a read-only root by %s', (_, lines, expected) => expect(rootOf(lines.join('\n'))).toBe(expected));
});

const one = fc.record<ProcessSeen>({
  userId: fc.nat(70_000),
  capabilities: fc.subarray(['cap_chown', 'cap_net_admin', 'cap_sys_admin']),
  noNewPrivileges: fc.boolean(),
  seccomp: fc.constantFrom('none', 'strict', 'filter'),
  root: fc.constantFrom('read-only', 'writable'),
});

describe('the least confined process', () => {
  it('is what a container is, in whatever order its processes come', () => {
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 5 }), (processes) => {
        const least = leastConfined('server', processes);
        expect(leastConfined('server', processes.toReversed())).toEqual(least);
        expect(processes.some(({ userId }) => userId === least.userId)).toBe(true);
        for (const { capabilities, noNewPrivileges, seccomp, root } of processes) {
          expect(least.capabilities).toEqual(expect.arrayContaining([...capabilities]));
          if (!noNewPrivileges) expect(least.noNewPrivileges).toBe(false);
          if (seccomp === 'none') expect(least.seccomp).toBe('none');
          if (root === 'writable') expect(least.root).toBe('writable');
        }
      }),
    );
  });
});
