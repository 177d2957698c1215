import { wordSet } from '../words.ts';

/** Images, packages and commands that are a compiler or bring one; as of November 2026. */

/** The last part of an image's name. https://hub.docker.com/_/golang, https://hub.docker.com/_/gcc, https://hub.docker.com/_/buildpack-deps */
export const toolchainImages: ReadonlySet<string> = wordSet(`
  golang go go-toolset golang-builder tinygo gcc clang rust buildpack-deps bazel goreleaser maven gradle sdk
  swift
`);

/** https://packages.debian.org/golang, https://pkgs.alpinelinux.org/packages?name=go, https://packages.fedoraproject.org/pkgs/golang */
export const toolchainPackages = /^(go|golang(-\d[\w.]*)?(-go)?|golang-bin|gccgo(-\d+)?|gcc(-go|-\d+)?|g\+\+|clang(-\d+)?|build-base|build-essential|base-devel|tinygo|rustc?|cargo)([=~<>@].*)?$/;

/** Package managers by the word that installs. https://docs.docker.com/build/building/best-practices/#apt-get */
export const packageManagers: Readonly<Record<string, ReadonlySet<string>>> = {
  apk: new Set(['add']),
  apt: new Set(['install']),
  'apt-get': new Set(['install']),
  aptitude: new Set(['install']),
  dnf: new Set(['install']),
  microdnf: new Set(['install']),
  yum: new Set(['install']),
  zypper: new Set(['install', 'in']),
  pacman: new Set(['-S', '-Sy', '-Syu']),
};

/** Go's own archives. https://go.dev/dl/ */
export const toolchainArchives = /(go\.dev|golang\.org|storage\.googleapis\.com\/golang)\/.*go\d[\w.]*\.linux|\/go\d[\w.]*\.linux-\w+\.tar\.gz/;

/** Trees that hold the toolchain in the official images; its time zones and certificates alone don't. https://github.com/docker-library/golang */
export const toolchainFolders = /^\/(usr(\/local(\/go(\/(bin|pkg)(\/.*)?)?)?)?)?\/?$/;

/** Programs that compile Go by the words after them; without words, whatever follows. https://pkg.go.dev/cmd/go */
export const compilers: Readonly<Record<string, ReadonlySet<string> | undefined>> = {
  go: new Set(['build', 'install', 'run']),
  gccgo: undefined,
  tinygo: new Set(['build']),
  garble: new Set(['build']),
  'xx-go': new Set(['build', 'install']),
  goreleaser: new Set(['build', 'release']),
  bazel: new Set(['build', 'run']),
  bazelisk: new Set(['build', 'run']),
  make: undefined,
  gmake: undefined,
  just: undefined,
  task: undefined,
  mage: undefined,
  nix: new Set(['build', 'develop', 'run']),
  'nix-build': undefined,
  buck2: new Set(['build']),
  plz: new Set(['build']),
  cmake: undefined,
  ninja: undefined,
};

/** What prepares a file system and compiles nothing. https://www.gnu.org/software/coreutils/manual/coreutils.html, https://busybox.net/downloads/BusyBox.html */
export const housekeeping: ReadonlySet<string> = wordSet(`
  [ [[ : true false test echo printf cat cd set export sleep exit sync id whoami date chmod chown chgrp cp
  install ln ls mkdir mktemp mv rm rmdir touch find xargs sed grep awk head tail tee file stat sha256sum which
  command adduser addgroup useradd groupadd usermod passwd su setcap getcap ldconfig update-ca-certificates
  strip upx tar gzip gunzip unzip xz curl wget git apk apt apt-get dnf microdnf yum zypper pacman dpkg rpm
`);

/** What else runs in builds and leaves files alone that are asked for by name: readers, checkers, the shell's own words. */
export const harmless: ReadonlySet<string> = wordSet(`
  go gofmt staticcheck golangci-lint govulncheck gosec bash sh ash dash zsh pwd env read shift return break continue
  unset trap umask ulimit type hash wait uname dirname basename cut sort uniq wc tr seq diff cmp md5sum sha1sum
  sha512sum openssl du df ps readlink realpath nproc arch gpg popd pushd . source let local declare readonly
  typeset shopt alias ldd nm readelf objdump mount mkfifo mknod locale-gen dpkg-query update-alternatives
`);
