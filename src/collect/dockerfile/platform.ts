/** What BuildKit sets without being asked, on the platform that docc grades. */
export const platformArguments: ReadonlyMap<string, string> = new Map([
  ['BUILDPLATFORM', 'linux/amd64'],
  ['BUILDOS', 'linux'],
  ['BUILDOSVERSION', ''],
  ['BUILDARCH', 'amd64'],
  ['BUILDVARIANT', ''],
  ['TARGETPLATFORM', 'linux/amd64'],
  ['TARGETOS', 'linux'],
  ['TARGETOSVERSION', ''],
  ['TARGETARCH', 'amd64'],
  ['TARGETVARIANT', ''],
  ['TARGETSTAGE', 'default'],
]);

/** A word alone names a system or a processor, and has to be one of these. */
const alone = new Set(
  (
    'aix android darwin dragonfly freebsd hurd illumos ios js linux macos nacl netbsd openbsd plan9 solaris windows zos ' +
    '386 aarch64 amd64 amd64p32 arm arm64 arm64be armbe armel armhf i386 loong64 mips mips64 mips64le mips64p32 mips64p32le ' +
    'mipsle ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm x86_64 x86-64'
  ).split(' '),
);

/** What is wrong with a platform, if anything is. */
export function platformFault(text: string): string | undefined {
  if (text === '') return 'comes to nothing';
  const parts = text.split('/');
  const [first = ''] = parts;
  if (parts.length > 3 || !parts.every((part, place) => (place === 0 ? system : word).test(part))) return 'is not a platform';
  return parts.length > 1 || alone.has(first.toLowerCase().replace(/\(.*$/, '')) ? undefined : 'is neither a system nor a processor';
}

const word = /^[A-Za-z0-9_.-]+$/;
const system = /^[A-Za-z0-9_-]+(?:\([A-Za-z0-9_.+-]*\))?$/;
