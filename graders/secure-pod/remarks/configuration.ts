import { clusterConfiguration } from '../../../src/collect/cluster/configuration/section.ts';
import { code } from '../../../src/grade/markdown.ts';
import { remark, type Told } from '../../../src/grade/remark.ts';
import { deployedTitle } from '../live-app.ts';

/** Whether a change of the configuration comes to the server. */
export default remark({
  about: 'config-injected',
  needs: { seen: clusterConfiguration },
  tell: ({ seen: { workload, outcome } }): Told | undefined => {
    if (outcome.kind !== 'heeded' && outcome.kind !== 'ignored') return undefined;
    const where = `${code(outcome.key)} of ${deployedTitle(outcome.configMap)}`;
    const app = deployedTitle(workload);
    const question = `Somebody changes ${where} in the cluster. When does which pod of ${app} have the new value, and how do you take a wrong one back?`;
    if (outcome.kind === 'heeded') return { kind: 'strength', text: `A pod of ${app} that starts after a change of ${where} ${outcome.by === 'answer' ? 'answers by it' : 'runs with it'}`, ask: { topic: 'gitops', question } };
    return { kind: 'risk', text: `A pod of ${app} that starts after a change of ${where} ${outcome.by === 'answer' ? 'does not answer by it' : 'runs without it'}`, ask: { topic: 'gitops', question } };
  },
});
