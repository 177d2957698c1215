import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { tree } from '../../../src/collect/tree/section.ts';
import { workflow } from '../../../src/collect/workflow/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { attestationOf, hiddenAttestation } from '../attestations.ts';
import { block, code } from '../../../src/grade/markdown.ts';
import { publishing } from '../publication.ts';

export default check({
  id: 'image-attested',
  title: 'The workflow that publishes the image signs it, or attests its provenance or contents',
  needs: { workflow, tree, dockerfile },
  after: ['image-published'],
  weight: 1,
  level: 'lead',
  skills: ['ci.supply-chain'],
  // What a builder may add unasked depends on its driver, its version and whether the repository is public: nobody can rely on it.
  why: 'A cluster can refuse images that your workflow did not make, but only where the workflow asks for proof of what it makes.',
  docs: 'https://docs.docker.com/build/metadata/attestations/',
  discuss: {
    topic: 'continuous-delivery',
    passed: 'Your workflow asks for proof of how the image is made ({observed}). Who checks that proof, where, and what happens when it is missing?',
    failed: 'Somebody pushes an image under your name from a stolen token. What would tell your cluster that your workflow did not build it?',
  },
  judge: (sections, settings) => {
    const found = publishing(sections, settings);
    const { jobs, asked } = found;
    const how = attestationOf(found, settings);
    // Who hires reads it as a strength: a workflow that would sign is not a signature.
    if (how !== undefined) return pass(`${how} when the workflow runs; no published image was looked at`);
    const hidden = hiddenAttestation(jobs);
    if (hidden !== undefined) return unresolved(`whether ${code(hidden.by)} signs or attests it is not in the files`, hidden.at);
    const push = asked[0]?.push;
    return fail({
      expected: 'a workflow that asks for a signature, provenance or an SBOM of the image',
      observed: 'nothing signs it, and nothing asks for provenance or an SBOM',
      at: push?.at,
      fix:
        push?.line === undefined
          ? `Write in the \`with:\` of the step that pushes:${block('provenance: mode=max\nsbom: true', 'yaml')}`
          : `Build and push in one command, with a builder that can attest:${block(attestingBuild, 'sh')}`,
      reproduce: "grep -rE '^[^#]*(provenance|sbom)[:=] *.?(true|mode=)' .github",
    });
  },
});

const attestingBuild = 'docker buildx create --use\ndocker buildx build --push --provenance=mode=max --sbom=true …';
