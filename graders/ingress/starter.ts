import type { TerraformFacts } from '../../src/collect/terraform/section.ts';
import { block, code } from '../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import { type KnownChart, products } from '../../src/manifests/controllers-known.ts';
import { clustersOf } from '../eks-cluster/clusters.ts';

/** Where nothing serves routes: what to write beside the cluster. */
export function controllerFix({ roots, ...facts }: TerraformFacts, { folder, name = 'traefik' }: { readonly folder?: string; readonly name?: string } = {}): string {
  const path = folder ?? clustersOf({ roots, ...facts })[0]?.root.path ?? roots[0]?.path ?? 'assets/eks';
  const file = path === '.' ? 'ingress.tf' : `${path}/ingress.tf`;
  return `Write into ${code(file)}, with the newest version of the chart (another controller that is maintained does as well):${block(traefikRelease(name), 'hcl')}`;
}

/** Fails until a chart or an image of a known controller is named, in that folder. */
export function controllerReproduction(folder = '.'): string {
  const charts = [...new Set(products.filter(({ ended }) => ended === undefined).flatMap((product) => product.charts.filter(isAlways).map(({ name }) => name)))];
  const named = charts.map((name) => name.replaceAll('.', '[.]')).join('|');
  const pattern = shellWord(`^[^#]*(chart|image|url)"?[[:space:]]*[:=][[:space:]]*"?([^[:space:]"]*/)?(${named})([:@"[:space:]]|$)|enable_aws_load_balancer_controller[[:space:]]*=[[:space:]]*true`);
  return `grep -rnE --include='*.tf' --include='*.y*ml' ${pattern} ${shellPath(folder)}`;
}

/** What serves routes only where it is told to may be there already. */
const isAlways = ({ serves }: KnownChart): boolean => serves === undefined || serves.some(({ otherwise }) => otherwise);

/** HTTP is redirected for every host. */
export const traefikRelease = (name: string, className = 'traefik'): string => `resource "helm_release" "${name}" {
  name             = "traefik"
  namespace        = "traefik"
  create_namespace = true
  repository       = "https://traefik.github.io/charts"
  chart            = "traefik"
  version          = "<version>"

  values = [yamlencode({
    ingressClass = { enabled = true, isDefaultClass = false, name = ${JSON.stringify(className)} }
    ports = {
      web = {
        http = {
          redirections = {
            entryPoint = { to = "websecure", scheme = "https", permanent = true }
          }
        }
      }
    }
  })]
}`;
