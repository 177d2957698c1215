import type { Rewrite } from './rewrite.ts';

const added = (path: string, text: string): Rewrite => ({ name: `repository: ${path}`, of: (files) => (files[path] === undefined ? { ...files, [path]: text } : undefined) });

/** What stands beside, and is nobody's concern. */
export const repositoryRewrites: readonly Rewrite[] = [
  added('CONTRIBUTING.md', '# Contributing\n\nOpen an issue first.\n'),
  added('.github/CODEOWNERS', '* @domain/platform\n'),
  added('.github/dependabot.yml', 'version: 2\nupdates:\n  - package-ecosystem: docker\n    directory: /assets/sample\n    schedule: { interval: weekly }\n'),
  added('Makefile', 'image:\n\tdocker build --network=none assets/sample\n'),
  added('.gitattributes', '* text=auto\n'),
  added('.pre-commit-config.yaml', 'repos:\n  - repo: https://github.com/pre-commit/pre-commit-hooks\n    rev: v5.0.0\n    hooks: [{ id: check-yaml }]\n'),
  added('docs/decisions/0001-traefik.md', '# Traefik\n\nIt reads Ingress and Gateway API.\n'),
  added('compose.yaml', 'services:\n  server:\n    build: assets/sample\n    ports: ["8080:8080"]\n'),
  { name: 'repository: another README', of: (files) => ({ ...files, 'README.md': '# Our platform\n\nSee assets/ and chart/.\n' }) },
  { name: 'repository: no development container', of: (files) => (files['.devcontainer/devcontainer.json'] === undefined ? undefined : Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('.devcontainer/')))) },
];
