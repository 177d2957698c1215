locals {
  namespace = "docc-sample"

  # Null leaves the choice to the chart's own values.
  image = { tag = var.image_tag, digest = var.image_digest }
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
    host  = local.host
    image = { for name, value in local.image : name => value if value != null }
  })]

  depends_on = [
    aws_acm_certificate_validation.service,
    helm_release.load_balancer_controller,
    kubernetes_namespace_v1.docc_sample,
  ]
}
