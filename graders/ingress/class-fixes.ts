import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import { type Finding, trouble } from '../../src/grade/findings.ts';
import { block, code, list } from '../../src/grade/markdown.ts';
import type { App, Routed } from '../../src/manifests/app.ts';
import type { Controller } from '../../src/manifests/controllers.ts';
import type { Product } from '../../src/manifests/controllers-known.ts';
import { classesIn } from '../../src/manifests/gateways.ts';
import { shownValue, titleOf } from '../../src/manifests/objects.ts';
import { counted, ends, field, free, literally, oneMore } from '../secure-pod/printed.ts';
import { addedObject, placed, written, yaml } from '../secure-pod/snippets.ts';
import { routeTitle, type Serving, type Unread } from './serving.ts';

type Nobody = Extract<Serving, { kind: 'nobody' }>;

export function classFix(app: App, routed: Routed, nobody: Nobody, controllers: readonly Controller[]): Finding {
  if (nobody.unread !== undefined) return unread(nobody, nobody.unread);
  if (nobody.lacks === 'controller') return foreign(app, routed, nobody, controllers);
  return nobody.lacks === 'gateway' ? gatewayless(app, routed, nobody, controllers) : classless(app, nobody, controllers);
}

function unread(nobody: Nobody, { by, path }: Unread): Finding {
  const name = path.length > 2 ? path.at(-2) : path.at(-1);
  return trouble({
    observed: `${code(by.by)} is told by ${code(path.join('.'))} not to read ${code(titleOf(nobody.in))}`,
    at: by.at,
    fix: `In the values of ${code(by.by)} (${placed(by.at)}) take ${code(path.join('.'))} away.`,
    reproduce: `! grep -nE ${shellWord(`^[^#]*${literally(name ?? '')}`)} ${shellPath(by.at.path)}`,
  });
}

/** A class that is there is named; where none is, one is made. */
function classless(app: App, nobody: Nobody, controllers: readonly Controller[]): Finding {
  const of = nobody.lacks === 'gateway-class' ? 'gateway' : 'ingress';
  const [fieldName, asked] = [of === 'gateway' ? 'gatewayClassName' : 'ingressClassName', shownValue(nobody.asked)];
  const there = classesIn(app.around, controllers).filter((each) => each.of === of && each.made !== 'no' && each.product !== undefined && controllers.some(({ product }) => product === each.product));
  const named = there.map(({ name, by }) => `${code(shownValue(name))} (${code(by)})`);
  const title = code(titleOf(nobody.in));
  const observed = `${asked === '' ? `${title} names no class, and none is the default` : `${title} asks for the class ${code(asked)}, which nothing here provides`}${named.length === 0 ? '' : `: there is ${list(named)}`}`;
  const [first] = there;
  if (first !== undefined) {
    return trouble({
      observed,
      at: nobody.at,
      fix: `${classPlace(nobody, asked, shownValue(first.name))}${written(nobody.in, { [fieldName]: shownValue(first.name) })}`,
      reproduce: counted(app, nobody.in, field(fieldName, `${literally(shownValue(first.name))}${ends}`)),
    });
  }
  return unmade(app, nobody, controllers, of, observed, asked);
}

/** What names none has no line for it yet, and no value that it comes from. */
const classPlace = ({ at, in: manifest }: Nobody, asked: string, name: string): string =>
  asked === ''
    ? `Under \`spec\` of ${code(titleOf(manifest))} (${placed(at)}) write the class that is there:`
    : `At ${placed(at)}, or in the values that it takes the class from, write the class that is there: ${code(`className: ${name}`)} in values, else`;

function unmade(app: App, nobody: Nobody, controllers: readonly Controller[], of: 'ingress' | 'gateway', observed: string, asked: string): Finding {
  const kind = of === 'gateway' ? 'GatewayClass' : 'IngressClass';
  const product = controllers.map((each) => each.product).find((each) => each[of].length > 0);
  const name = asked === '' ? 'docc' : asked;
  const isDefault = asked === '' ? { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } } : {};
  const spec = of === 'gateway' ? { controllerName: controllerOf(product, of) } : { controller: controllerOf(product, of) };
  const made = { apiVersion: of === 'gateway' ? 'gateway.networking.k8s.io/v1' : 'networking.k8s.io/v1', kind, metadata: { name, ...isDefault }, spec };
  const isHcl = nobody.in.origin.kind === 'terraform';
  return trouble({
    observed,
    at: nobody.at,
    fix: `Nothing makes it for ${list([...new Set(controllers.map((each) => each.product.name))])}. Add beside ${code(titleOf(nobody.in))} (${placed(nobody.at)}):${isHcl ? addedObject(nobody.in, made) : yaml(made)}`,
    reproduce: oneMore(`^[^#]*kind"?[[:space:]]*[:=][[:space:]]*"?${kind}"?[[:space:]]*$`, app.around.filter((each) => each.object.kind === kind).length),
  });
}

const controllerOf = (product: Product | undefined, of: 'ingress' | 'gateway'): string => (product?.[of][0] ?? '<controller>').replaceAll('*', '');

function gatewayless(app: App, routed: Routed, nobody: Nobody, controllers: readonly Controller[]): Finding {
  const asked = shownValue(nobody.asked);
  const [gateway] = app.around.filter(({ object }) => object.kind === 'Gateway');
  const title = code(routeTitle(routed));
  const observed = asked === '' ? `${title} names no Gateway` : `${title} names the Gateway ${code(asked)}, which nothing here makes`;
  if (gateway !== undefined) {
    const name = shownValue(gateway.name);
    const from = gateway.namespace === undefined || shownValue(gateway.namespace) === shownValue(nobody.in.namespace) ? {} : { namespace: shownValue(gateway.namespace) };
    return trouble({
      observed: `${observed}: there is ${code(titleOf(gateway))}`,
      at: nobody.at,
      fix: `At ${placed(nobody.at)} write, in place of what it says of that now:${written(nobody.in, { parentRefs: [{ name, ...from }] })}`,
      reproduce: counted(app, nobody.in, `name"?[[:space:]]*[:=][[:space:]]*"?${literally(name)}${ends}`),
    });
  }
  const own = classesIn(app.around, controllers).find(({ of }) => of === 'gateway');
  const gatewayClassName = own === undefined ? '<class>' : shownValue(own.name);
  const made = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: asked === '' ? 'docc-sample' : asked }, spec: { gatewayClassName, listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] } };
  return trouble({
    observed,
    at: nobody.at,
    fix: `Add beside ${title} (${placed(nobody.at)}), with the listeners that you want:${addedObject(nobody.in, made)}`,
    reproduce: oneMore('^[^#]*kind"?[[:space:]]*[:=][[:space:]]*"?Gateway"?[[:space:]]*$', 0),
  });
}

function foreign(app: App, routed: Routed, nobody: Nobody, controllers: readonly Controller[]): Finding {
  const { apiVersion, kind } = nobody.in.object;
  return trouble({
    observed: `${code(routeTitle(routed))} is of ${code(apiVersion)}, which ${list([...new Set(controllers.map(({ product }) => product.name))])} doesn’t read`,
    at: nobody.at,
    fix: `At ${placed(nobody.at)} write an Ingress of a class that is there, or install the controller that reads ${code(kind)}:${block('apiVersion: networking.k8s.io/v1\nkind: Ingress', 'yaml')}`,
    reproduce: free(app, nobody.in, `apiVersion:[[:space:]]*${literally(apiVersion)}`),
  });
}
