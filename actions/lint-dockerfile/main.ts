import { runLintDockerfile } from '../../src/pull-request/collecting.ts';

await runLintDockerfile();
