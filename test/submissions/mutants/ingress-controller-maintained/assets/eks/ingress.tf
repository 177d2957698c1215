resource "helm_release" "ingress" {
  name             = "ingress-nginx"
  namespace        = "ingress-nginx"
  create_namespace = true
  repository       = "https://kubernetes.github.io/ingress-nginx"
  chart            = "ingress-nginx"
  version          = "4.15.1"

  values = [yamlencode({
    controller = {
      replicaCount = 2
    }
  })]
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
