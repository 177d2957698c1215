resource "helm_release" "traefik" {
  name             = "traefik"
  namespace        = "traefik"
  create_namespace = true
  repository       = "https://traefik.github.io/charts"
  chart            = "traefik"

  # Done when the balancer has a name, which dns.tf needs.
  wait    = true
  timeout = 600

  values = [yamlencode({
    deployment          = { replicas = 2 }
    podDisruptionBudget = { enabled = true, maxUnavailable = 1 }
    ingressClass        = { enabled = true, isDefaultClass = false, name = "traefik" }

    ports = {
      web = {
        http = {
          redirections = {
            entryPoint = { to = "websecure", scheme = "https", permanent = true }
          }
        }
      }
    }

    # EKS's own service controller makes the balancer with the cluster's role, so
    # that no pod needs rights for it.
    service = {
      type = "LoadBalancer"
      annotations = {
        "service.beta.kubernetes.io/aws-load-balancer-type"                              = "nlb"
        "service.beta.kubernetes.io/aws-load-balancer-cross-zone-load-balancing-enabled" = "true"
      }
      # Clients keep their addresses, and nodes without Traefik get no traffic.
      spec = { externalTrafficPolicy = "Local" }
    }

    topologySpreadConstraints = [{
      maxSkew           = 1
      topologyKey       = "topology.kubernetes.io/zone"
      whenUnsatisfiable = "ScheduleAnyway"
      labelSelector     = { matchLabels = { "app.kubernetes.io/name" = "traefik" } }
    }]

    resources = {
      requests = { cpu = "100m", memory = "128Mi" }
      limits   = { memory = "256Mi" }
    }
  })]

  depends_on = [
    aws_eks_access_policy_association.operator,
    aws_eks_addon.coredns,
    aws_eks_addon.kube_proxy,
  ]
}

# Certificates are proven over HTTP, through Traefik: no rights on the zone needed.
resource "helm_release" "cert_manager" {
  name             = "cert-manager"
  namespace        = "cert-manager"
  create_namespace = true
  repository       = "https://charts.jetstack.io"
  chart            = "cert-manager"
  version          = "v1.21.1"

  values = [yamlencode({
    crds = { enabled = true }
  })]

  depends_on = [
    aws_eks_access_policy_association.operator,
    aws_eks_addon.coredns,
    aws_eks_addon.kube_proxy,
  ]
}
