import { clusterAccount, type RightSeen } from '../../../src/collect/cluster/account/section.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { remark, type Told } from '../../../src/grade/remark.ts';
import { deployedTitle } from '../live-app.ts';

/** What whoever gets into a pod can do with the API. */
export default remark({
  about: 'own-service-account',
  needs: { seen: clusterAccount },
  tell: ({ seen: { workload, account, token, rights } }): Told | undefined => {
    const app = deployedTitle(workload);
    if (token === 'carried') return carried(app, account, rights.own);
    if (token === 'hidden' || !rights.complete || rights.own.length > 0) return undefined;
    return {
      kind: 'strength',
      text: `Seen from the node, no pod of ${app} carries a token, and the API server says that ${code(account)} may nothing that not every account may`,
      ask: { topic: 'cloud-native', question: `No pod of ${app} carries a token. The server is to read one object from S3 now: what do you change, and what do you leave as it is?` },
    };
  },
});

function carried(app: string, account: string, own: readonly RightSeen[]): Told {
  const can = own.length === 0 ? 'with which one is known to the API and may nothing of its own' : `which may ${list(own.slice(0, 3).map(shown))}${own.length > 3 ? ' and more' : ''}`;
  return {
    kind: 'risk',
    text: `Seen from the node, pods of ${app} carry a token of ${code(account)}, ${can}`,
    ask: { topic: 'cloud-native', question: `Pods of ${app} carry a token of ${code(account)}. Somebody reads files of the pod: what can they do by it, and how would you see that they do?` },
  };
}

const shown = ({ verbs, resources, names }: RightSeen): string => code(`${verbs.join(',')} ${resources.join(',')}${names.length === 0 ? '' : ` ${names.join(',')}`}`);
