import { bodyIn, type Chosen, isSubmissionImage, labelsKnownIn, type Settings } from '../../../manifests/deployment.ts';
import { namespaceCode } from '../../../manifests/namespaces.ts';
import type { ManifestObject } from '../../manifests/section.ts';
import type { ToDeploy } from './run.ts';

type Labels = { readonly [name: string]: string };

/** What a cluster brings to it. */
export type For = Pick<ToDeploy, 'image' | 'architecture' | 'landing'> & { readonly settings: Settings };

/** A submission's app as it is to be deployed. `code`: what says which labels its namespace has; undefined where not all of it could be read. */
export function whatToDeploy({ app, environment, namespace, host, objects, server, service, route }: Chosen, code: Parameters<typeof namespaceCode>[0] | undefined, { settings, ...brought }: For): ToDeploy {
  const labels = code === undefined ? [] : namespaceCode(code, app).map((each) => labelsKnownIn(each.labels));
  return {
    environment,
    declared: namespace,
    labels: Object.assign({}, ...labels) as Labels,
    host,
    objects: objects.map(givenOf),
    server,
    service,
    route: route && { kind: route.kind, name: route.name },
    isOwnImage: (image) => isSubmissionImage(image, settings),
    ...brought,
  };
}

const givenOf = (object: ManifestObject): ToDeploy['objects'][number] => {
  const { apiVersion, kind, name, hook, landing, path, line } = object;
  return { apiVersion, kind, name, hook, path, line, body: bodyIn(object), lands: landing.kind === 'cluster' ? 'cluster' : { namespace: landing.kind === 'namespace' ? landing.name : undefined } };
};
