import { clusterScaling } from '../../../src/collect/cluster/scaling/section.ts';
import { code } from '../../../src/grade/markdown.ts';
import { remark, type Told } from '../../../src/grade/remark.ts';
import { deployedTitle } from '../live-app.ts';

/** Whether the autoscaler does what it is there for. */
export default remark({
  about: 'replicas-and-disruption',
  needs: { seen: clusterScaling },
  tell: ({ seen: { outcome } }): Told | undefined => {
    if (outcome.kind !== 'blind' && outcome.kind !== 'seeing') return undefined;
    const title = deployedTitle(outcome.autoscaler);
    const ask = { topic: 'orchestration', question: `${title} has the pods doubled, and requests are as slow as before. What do you look at, in which order?` };
    if (outcome.kind === 'blind') return { kind: 'risk', text: `${title} does not see what the pods use, with metrics at hand: ${code(outcome.says)}`, ask: { ...ask, question: `${title} does not see what the pods use: ${code(outcome.says)}. How does it come to its figures, and what is missing?` } };
    if (!outcome.reacts) return { kind: 'risk', text: `${title} sees what the pods use, and asks for no more of them when that is far above its target`, ask };
    return { kind: 'strength', text: `${title} sees what the pods use, and asks for more of them when that is above its target`, ask };
  },
});
