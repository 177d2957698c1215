import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { block, code } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import { imageName } from '../../src/manifests/app.ts';

/** Where nothing runs the server: what to write, and how to see that it is missing. */
export function starterFix({ origins }: ManifestsFacts, settings: Settings): string {
  const chart = origins.find(({ kind }) => kind === 'chart');
  const file = chart?.kind === 'chart' ? `${chart.path === '.' ? '' : `${chart.path}/`}templates/docc-sample.yaml` : 'k8s/docc-sample.yaml';
  return `Write into ${code(file)}, with the version and digest that your workflow published:${block(starter(settings), 'yaml')}`;
}

export function starterReproduction({ origins }: ManifestsFacts, settings: Settings): string {
  const chart = origins.find(({ kind }) => kind === 'chart');
  const pattern = `'image:[[:space:]].*${imageName(settings).replaceAll('.', '[.]')}'`;
  const plain = `grep -rE --include='*.y*ml' --include='*.tf' ${pattern} .`;
  return chart?.kind === 'chart' ? `{ helm template docc-sample ${shellPath(chart.path)} | grep -E ${pattern}; }` : plain;
}

const starter = ({ image }: Settings): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: docc-sample
  labels: &labels
    app.kubernetes.io/name: docc-sample
spec:
  replicas: 2
  selector:
    matchLabels: *labels
  template:
    metadata:
      labels: *labels
    spec:
      containers:
        - name: server
          image: ${image}:<version>@sha256:<digest>
          ports:
            - name: http
              containerPort: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: docc-sample
spec:
  selector:
    app.kubernetes.io/name: docc-sample
  ports:
    - name: http
      port: 80
      targetPort: http`;
