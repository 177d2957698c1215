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
  title: 'The published image is signed, or its provenance or contents are attested',
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
    passed: 'Your image leaves proof of how it was made ({observed}). Who checks that proof, where, and what happens when it is missing?',
    failed: 'Somebody pushes an image under your name from a stolen token. What would tell your cluster that your workflow did not build it?',
  },
  judge: (sections, settings) => {
    const found = publishing(sections, settings);
    const { jobs, asked } = found;
    const how = attestationOf(found, settings);
    if (how !== undefined) return pass(how);
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
