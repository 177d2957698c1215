import type { Settings } from '../../src/grade/settings.ts';
import { serverFolder } from './starter.ts';

/** The least that publishes safely. `<commit>` is what workflow-pinned asks for. */
export function publishingWorkflow(settings: Settings): string {
  return `name: image
on:
  push:
    branches: [main]
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-24.04
    permissions:
      contents: read
    outputs:
      digest: \${{ steps.push.outputs.digest }}
    steps:
      - uses: actions/checkout@v7
      - uses: docker/setup-buildx-action@<commit>
      - uses: docker/login-action@<commit>
        with:
          username: \${{ vars.DOCKERHUB_USERNAME }}
          password: \${{ secrets.DOCKERHUB_TOKEN }}
      - id: push
        uses: docker/build-push-action@<commit>
        with:
          context: ${serverFolder(settings)}
          push: true
          tags: ${settings.image}:\${{ github.sha }}`;
}
