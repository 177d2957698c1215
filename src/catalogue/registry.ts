// Made by `npm run generate`.
import type { Grader } from '../grade/grader.ts';
import eksClusterGrader from '../../graders/eks-cluster/grader.ts';
import hermeticImageGrader from '../../graders/hermetic-image/grader.ts';
import hermeticImageBaseImagesPinned from '../../graders/hermetic-image/checks/base-images-pinned.ts';
import hermeticImageBaseImagesTagged from '../../graders/hermetic-image/checks/base-images-tagged.ts';
import hermeticImageContextBounded from '../../graders/hermetic-image/checks/context-bounded.ts';
import hermeticImageDockerfileParses from '../../graders/hermetic-image/checks/dockerfile-parses.ts';
import hermeticImageEntrypointExecForm from '../../graders/hermetic-image/checks/entrypoint-exec-form.ts';
import hermeticImageGivenServerUnchanged from '../../graders/hermetic-image/checks/given-server-unchanged.ts';
import hermeticImageLayersCache from '../../graders/hermetic-image/checks/layers-cache.ts';
import hermeticImageMultiStage from '../../graders/hermetic-image/checks/multi-stage.ts';
import hermeticImageNoSecretsInDockerfile from '../../graders/hermetic-image/checks/no-secrets-in-dockerfile.ts';

/** The graders of this repository as they were when this was made: what bundles and the package use. */
export const graders: readonly Grader[] = [
  { ...eksClusterGrader, checks: [] },
  { ...hermeticImageGrader, checks: [hermeticImageBaseImagesPinned, hermeticImageBaseImagesTagged, hermeticImageContextBounded, hermeticImageDockerfileParses, hermeticImageEntrypointExecForm, hermeticImageGivenServerUnchanged, hermeticImageLayersCache, hermeticImageMultiStage, hermeticImageNoSecretsInDockerfile] },
];
