import { describe, expect, it } from 'vitest';
import { bodyOf } from '../../manifests/body.ts';
import { asText, valueIn } from '../../terraform/value.ts';
import { factsOf, objectIn } from './manifests.fixture.ts';

const code = `variable "tag" {}
resource "kubernetes_namespace_v1" "docc" {
  metadata {
    name   = "docc"
    labels = { "pod-security.kubernetes.io/enforce" = "restricted" }
  }
}
resource "kubernetes_deployment" "docc" {
  wait_for_rollout = false
  metadata {
    name      = "docc"
    namespace = kubernetes_namespace_v1.docc.metadata[0].name
  }
  spec {
    replicas = "2"
    selector {
      match_labels = { app = "docc" }
    }
    template {
      metadata {
        labels = { app = "docc" }
      }
      spec {
        host_ipc = false
        container {
          name  = "server"
          image = "domain/docc-sample:\${var.tag}"
          port {
            container_port = 8080
          }
          env {
            name  = "A"
            value = 1
          }
          env_from {
            config_map_ref {
              name = "docc"
            }
          }
          volume_mount {
            name       = "tmp"
            mount_path = "/tmp"
          }
          liveness_probe {
            http_get {
              path = "/"
              port = "8080"
            }
          }
        }
        topology_spread_constraint {
          max_skew           = 1
          topology_key       = "zone"
          when_unsatisfiable = "ScheduleAnyway"
        }
        volume {
          name = "tmp"
          empty_dir {}
        }
      }
    }
  }
}
`;

describe('typed resources', () => {
  it('are the objects that they make', async () => {
    const facts = await factsOf({ 'main.tf': code });
    const object = objectIn(facts, 'Deployment');
    expect(object).toMatchObject({ path: 'main.tf', line: 8, address: 'kubernetes_deployment.docc', landing: { name: 'docc', by: 'metadata', at: { path: 'main.tf', line: 12 } }, validity: { kind: 'valid' } });
    expect(object.body).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'docc', namespace: 'docc' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'docc' } },
        template: {
          metadata: { labels: { app: 'docc' } },
          spec: {
            automountServiceAccountToken: true,
            hostIPC: false,
            containers: [
              {
                name: 'server',
                image: 'domain/docc-sample:docc-unknown-0x',
                ports: [{ containerPort: 8080 }],
                env: [{ name: 'A', value: '1' }],
                envFrom: [{ configMapRef: { name: 'docc' } }],
                volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
                livenessProbe: { httpGet: { path: '/', port: 8080 } },
              },
            ],
            topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
            volumes: [{ name: 'tmp', emptyDir: {} }],
          },
        },
      },
    });
    expect(facts.unknowns).toEqual([{ of: ['var.tag'], at: { path: 'main.tf', line: 27 } }]);
    expect(facts.origins).toEqual([{ kind: 'terraform', root: '.' }]);
  });

  it('have the lines of their code', async () => {
    const facts = await factsOf({ 'main.tf': code });
    const body = bodyOf(facts, objectIn(facts, 'Deployment'));
    expect(valueIn(body, 'spec', 'template', 'spec', 'containers', 0, 'ports', 0, 'containerPort')).toMatchObject({ known: 8080, line: 29, path: 'main.tf' });
    expect(asText(valueIn(body, 'spec', 'template', 'spec', 'containers', 0, 'image'))).toMatchObject({ kind: 'unknown', value: { line: 27 } });
  });

  it.each([
    ['kubernetes_service_v1', 'spec {\n selector = { app = "docc" }\n cluster_ip = "None"\n port {\n port = 80\n target_port = "http"\n }\n }', { spec: { selector: { app: 'docc' }, clusterIP: 'None', ports: [{ port: 80, targetPort: 'http' }] } }],
    ['kubernetes_ingress_v1', 'spec {\n ingress_class_name = "alb"\n rule {\n host = "a.b"\n http {\n path {\n path = "/"\n path_type = "Prefix"\n backend {\n service {\n name = "a"\n port {\n number = 80\n }\n }\n }\n }\n }\n }\n }', { spec: { ingressClassName: 'alb', rules: [{ host: 'a.b', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }] } }] } }],
    ['kubernetes_network_policy', 'spec {\n pod_selector {}\n policy_types = ["Ingress"]\n ingress {\n from {\n namespace_selector {\n match_labels = { a = "b" }\n }\n }\n ports {\n port = "8080"\n protocol = "TCP"\n }\n }\n }', { spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ namespaceSelector: { matchLabels: { a: 'b' } } }], ports: [{ port: 8080, protocol: 'TCP' }] }] } }],
    ['kubernetes_role_v1', 'rule {\n api_groups = [""]\n resources = ["pods"]\n verbs = ["get"]\n }', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }],
    ['kubernetes_secret', 'data = { password = "x" }', { stringData: { password: 'x' } }],
    ['kubernetes_service_account', 'automount_service_account_token = false', { automountServiceAccountToken: false }],
    ['kubernetes_pod_disruption_budget_v1', 'spec {\n max_unavailable = "1"\n selector {\n match_labels = { a = "b" }\n }\n }', { spec: { maxUnavailable: 1, selector: { matchLabels: { a: 'b' } } } }],
    ['kubernetes_horizontal_pod_autoscaler_v2', 'spec {\n min_replicas = 2\n max_replicas = 4\n scale_target_ref {\n api_version = "apps/v1"\n kind = "Deployment"\n name = "a"\n }\n metric {\n type = "Resource"\n resource {\n name = "cpu"\n target {\n type = "Utilization"\n average_utilization = 70\n }\n }\n }\n }', { spec: { minReplicas: 2, maxReplicas: 4, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }] } }],
  ])('%s', async (type, body, expected) => {
    const { objects } = await factsOf({ 'main.tf': `resource "${type}" "a" {\nmetadata {\n name = "a"\n}\n${body}\n}\n` });
    expect(objects[0]?.body).toMatchObject(expected);
    expect(objects[0]?.validity).toEqual({ kind: 'valid' });
    expect(objects[0]?.landing).toMatchObject({ name: 'default' });
  });

  it('of an API that is gone say so', async () => {
    const { objects } = await factsOf({ 'main.tf': 'resource "kubernetes_cron_job" "a" {\nmetadata {\n name = "a"\n}\nspec {\n schedule = "0 3 * * *"\n}\n}\n' });
    expect(objects[0]).toMatchObject({ name: 'a', validity: { kind: 'removed', since: '1.25', replacement: 'batch/v1' } });
  });
});

describe('manifests in Terraform', () => {
  const manifest = 'resource "kubernetes_manifest" "a" {\n  manifest = {\n    apiVersion = "cert-manager.io/v1"\n    kind = "ClusterIssuer"\n    metadata = { name = "a" }\n    spec = { selfSigned = {} }\n  }\n}\n';

  it('are objects, whatever the provider', async () => {
    const { objects } = await factsOf({ 'main.tf': `${manifest}variable "name" {}\nresource "kubectl_manifest" "b" {\n  yaml_body = <<-YAML\n    apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: a-\${var.name}\n    data: {a: b}\n  YAML\n}\n` });
    expect(objects.map(({ kind, name, validity, landing }) => ({ kind, name, validity: validity.kind, landing: landing.kind }))).toEqual([
      { kind: 'ClusterIssuer', name: 'a', validity: 'valid', landing: 'cluster' },
      { kind: 'ConfigMap', name: 'a-docc-unknown-0x', validity: 'valid', landing: 'unsaid' },
    ]);
  });

  it('that files do not tell are told of', async () => {
    const { objects, unrendered } = await factsOf({ 'main.tf': 'variable "yaml" {}\nresource "kubectl_manifest" "b" {\n  yaml_body = var.yaml\n}\n' });
    expect(objects).toEqual([]);
    expect(unrendered).toEqual([{ path: 'main.tf', because: "what kubectl_manifest.b holds can't be told from the files" }]);
  });

  it('that are files of the submission are there once', async () => {
    const facts = await factsOf({
      'k8s/ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: docc}\n',
      'main.tf': 'resource "kubernetes_manifest" "a" {\n  manifest = yamldecode(file("${path.module}/k8s/ns.yaml"))\n}\n',
    });
    expect(facts.objects.map(({ kind, address }) => [kind, address])).toEqual([['Namespace', 'kubernetes_manifest.a']]);
  });
});
