import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, verdictOf } from '../../../src/grade/findings.ts';
import { type App, apps } from '../../../src/manifests/app.ts';
import type { Container } from '../../../src/manifests/pods.ts';
import { containerTitle } from '../containers.ts';
import { settingsFailure } from '../injected.ts';
import { secretFailures } from '../literal-secrets.ts';

export default check({
  id: 'config-injected',
  title: 'Settings come from outside and secrets by reference',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'junior',
  skills: ['kubernetes.config'],
  why: 'A setting that is baked in needs a build to change and differs from place to place unseen. A secret in a manifest is in the repository, in its history, and in every clone.',
  docs: 'https://kubernetes.io/docs/concepts/configuration/configmap/',
  judge: ({ manifests }, settings) =>
    verdictOf('the server’s settings from a ConfigMap or the chart’s values, credentials by reference to a Secret, and no secret written down', apps(manifests, settings).flatMap(ofApp)),
});

const ofApp = (app: App): readonly Finding[] => [...app.servers.map((server) => ofServer(app, server)), ...secretFailures(app)];

const ofServer = (app: App, server: Container): Finding => settingsFailure(app, server) ?? fine(`${containerTitle(server, app)} gets its settings from outside`);
