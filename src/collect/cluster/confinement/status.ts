/** One process, by its /proc/<pid>/status. */
export type ProcessStatus = {
  /** The lowest of real, effective, saved and file system user: zero if it can be root by any of them. */
  readonly userId: number;
  readonly capabilities: readonly string[];
  readonly noNewPrivileges: boolean;
  readonly seccomp: 'none' | 'strict' | 'filter';
};

/** By the number of their bit: linux/capability.h of Linux 6.12. */
const names = [
  'chown', 'dac_override', 'dac_read_search', 'fowner', 'fsetid', 'kill', 'setgid', 'setuid', 'setpcap', 'linux_immutable', 'net_bind_service', 'net_broadcast', 'net_admin', 'net_raw',
  'ipc_lock', 'ipc_owner', 'sys_module', 'sys_rawio', 'sys_chroot', 'sys_ptrace', 'sys_pacct', 'sys_admin', 'sys_boot', 'sys_nice', 'sys_resource', 'sys_time', 'sys_tty_config', 'mknod',
  'lease', 'audit_write', 'audit_control', 'setfcap', 'mac_override', 'mac_admin', 'syslog', 'wake_alarm', 'block_suspend', 'audit_read', 'perfmon', 'bpf', 'checkpoint_restore',
];

/** Of a mask in hexadecimal, as the kernel writes it. */
export function capabilitiesOf(mask: string): readonly string[] {
  const bits = BigInt(`0x${mask}`);
  return Array.from({ length: 64 }, (_, bit) => bit)
    .filter((bit) => ((bits >> BigInt(bit)) & 1n) === 1n)
    .map((bit) => `cap_${names[bit] ?? String(bit)}`);
}

const seccomps = ['none', 'strict', 'filter'] as const;

/** Undefined where a line that it takes is missing: of another kernel, or cut off. */
export function processStatus(text: string): ProcessStatus | undefined {
  const [, users] = /^Uid:\s*((?:\d+\s+){3}\d+)$/m.exec(text) ?? [];
  const [, mask] = /^CapEff:\s*([0-9a-f]{1,16})$/m.exec(text) ?? [];
  const [, privileges] = /^NoNewPrivs:\s*([01])$/m.exec(text) ?? [];
  const [, mode] = /^Seccomp:\s*([012])$/m.exec(text) ?? [];
  const seccomp = seccomps[Number(mode)];
  if (users === undefined || mask === undefined || privileges === undefined || seccomp === undefined) return undefined;
  return { userId: Math.min(...users.split(/\s+/).map(Number)), capabilities: capabilitiesOf(mask), noNewPrivileges: privileges === '1', seccomp };
}

/** Files of several processes written one after the other, parted by process: each status begins with its name. */
export const processesIn = (text: string): readonly string[] => text.split(/^(?=Name:\t)/m).filter((part) => part.startsWith('Name:\t'));
