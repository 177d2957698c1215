locals {
  namespace = "docc-sample"
}

resource "kubernetes_namespace_v1" "docc_sample" {
  metadata {
    name = local.namespace

    labels = {
      "app.kubernetes.io/part-of"          = "docc"
      "pod-security.kubernetes.io/enforce" = "restricted"
      "pod-security.kubernetes.io/audit"   = "restricted"
      "pod-security.kubernetes.io/warn"    = "restricted"
    }
  }

  depends_on = [aws_eks_access_policy_association.operator]
}

resource "helm_release" "docc_sample" {
  name      = "docc-sample"
  namespace = local.namespace
  chart     = "${path.module}/../../chart/docc-sample"

  # A release that doesn't become ready is undone.
  atomic  = true
  timeout = 300

  values = [yamlencode({
    enabled = true

    image = {
      repository = "domain/docc-sample"
      tag        = var.image_tag
      digest     = var.image_digest
    }

    replicas = 3

    # Long enough for every proxy and load balancer to look elsewhere. It stands
    # in for a preStop hook.
    settings = {
      LOG_LEVEL      = "INFO"
      MESSAGE        = "hello from docc-sample"
      SHUTDOWN_DELAY = "5s"
    }

    # No CPU limit: it would slow requests down while the node has time to spare.
    resources = {
      requests = { cpu = "50m", memory = "32Mi" }
      limits   = { memory = "64Mi" }
    }

    host    = local.host
    ingress = { className = "traefik" }

    tls = {
      secretName = "docc-sample-tls"
      acmeServer = "https://acme-v02.api.letsencrypt.org/directory"
    }

    # Who may talk to the server, by namespace and app.kubernetes.io/name.
    allowFrom = [
      { namespace = helm_release.traefik.namespace, name = "traefik" },
      { namespace = helm_release.prometheus.namespace, name = "prometheus" },
    ]
  })]

  depends_on = [
    helm_release.cert_manager,
    helm_release.traefik,
    kubernetes_namespace_v1.docc_sample,
  ]
}
