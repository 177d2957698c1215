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
